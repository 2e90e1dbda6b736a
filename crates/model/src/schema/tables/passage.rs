//! How far: what lies between two regions, and the timetables that tell it.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Integer, List, Number, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const REGION_PAIR_TABLE: Table = Table {
    name: "region_pair",
    title: text("区域对", "Pairs of regions"),
    help: text(
        "从一个区域到另一个区域的度量：距离、旅行时间、毗邻、制度距离等；有方向，双向相同也各列一行",
        "A measure from one region to another: distance, travel time, contiguity, institutional distance, …; directed, so that a symmetric measure has a row each way",
    ),
    key: &["from_region", "to_region", "measure", "period"],
    columns: &[
        column(
            "from_region",
            REGION,
            "起点区域",
            "From",
            "起点区域代码",
            "Code of the region it starts from",
            &["起点", "出发地", "起始区域", "from", "origin", "region_from", "from_code"],
        )
        .required(),
        column(
            "to_region",
            REGION,
            "终点区域",
            "To",
            "终点区域代码",
            "Code of the region it goes to",
            &["终点", "到达地", "目的区域", "to", "destination", "region_to", "to_code"],
        )
        .required(),
        column(
            "measure",
            Text,
            "度量",
            "Measure",
            "度量的名称：distance_km（公里）、travel_minutes（分钟）、contiguity（1 毗邻，0 不毗邻）、institutional_distance 等",
            "Name of the measure: distance_km, travel_minutes, contiguity (1 adjacent, 0 not), institutional_distance, …",
            &["度量名称", "指标", "kind", "variable"],
        )
        .required(),
        PERIOD,
        column(
            "value",
            Number,
            "数值",
            "Value",
            "度量的数值；空白表示未知，不是零",
            "The measure; blank means unknown, not zero",
            &["距离", "时间", "distance", "minutes", "weight"],
        ),
        UNIT,
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const TIMETABLE_TABLE: Table = Table {
    name: "timetable",
    title: text("时刻表", "Timetables"),
    help: text(
        "一个车次（航班、班车、班轮）在一个车站的到发时刻；同一车次的各站按站序排列",
        "When a train (flight, coach, ship) is at a station; the stops of one service are in the order of their sequence",
    ),
    key: &["period", "service", "variant", "sequence"],
    columns: &[
        column(
            "service",
            Text,
            "车次",
            "Service",
            "车次、航班或班次的编号",
            "Number of the train, flight or run",
            &["车次号", "航班", "班次", "train", "trip", "trip_id", "train_no"],
        )
        .required(),
        column(
            "variant",
            Text,
            "版本",
            "Variant",
            "同一车次在不同日期有不同时刻时，用以区分",
            "Tells apart the schedules of one service on different days",
            &["运行版本", "service_id"],
        ),
        column(
            "sequence",
            Integer,
            "站序",
            "Sequence",
            "站点在车次中的次序",
            "Place of the stop within the service",
            &["序号", "stop_sequence", "order"],
        )
        .required()
        .range(0.0, 1e6),
        column(
            "station",
            Text,
            "车站",
            "Station",
            "车站的名称或代码；同名视为同一车站",
            "Name or code of the station; one name is one station",
            &["站名", "站点", "stop", "stop_id", "station_name"],
        )
        .required(),
        column(
            "region",
            REGION,
            "所在区域",
            "Region",
            "车站服务的区域；空白表示未知",
            "The region that the station serves; blank means unknown",
            &["城市", "地区", "区域代码", "city", "region_code"],
        ),
        LON,
        LAT,
        column(
            "arrival",
            Text,
            "到达",
            "Arrival",
            "到达时刻 HH:MM 或 HH:MM:SS，可大于 24 时；早于前一时刻即为次日；始发站空白或 ----",
            "HH:MM or HH:MM:SS, hours may exceed 24; a time before the one before it is on the next day; blank or ---- at the origin",
            &["到站时间", "到达时间", "到时", "arrival_time"],
        ),
        column(
            "departure",
            Text,
            "出发",
            "Departure",
            "出发时刻，写法同到达；终到站空白或 ----",
            "Written as the arrival; blank or ---- at the terminus",
            &["出发时间", "发车时间", "开点", "发时", "departure_time"],
        ),
        column(
            "days",
            List,
            "运行日期",
            "Days",
            "运行的日期或星期（mon … sun），以 | 分隔；空白或 ALL 为每天；同一车次写在任一行即可",
            "Days of operation: dates or weekdays (mon … sun), separated by |; blank or ALL means daily; any row of the service may say it",
            &["开行日期", "运行日", "dates", "calendar"],
        ),
        PERIOD,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

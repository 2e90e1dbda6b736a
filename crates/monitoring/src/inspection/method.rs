//! What is due, what is overdue and with whom; and whether sources still report.

use crate::declare::{REGION_COLUMN, REGIONS, integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Explanation, Method, Parameter, ParameterKind, Severity};

const DAY: Parameter = parameter(
    "day",
    ParameterKind::Period,
    None,
    "截至",
    "As of",
    "截至哪一日；省略则为表中提到的最近一日",
    "The day to look from; the latest day that the tables speak of when absent",
);

/// What is due.
pub const DUE: Method = Method {
    id: "inspection_due",
    version: 1,
    study: "monitoring",
    title: text("应检与未办结", "Inspections and open matters"),
    question: text(
        "哪些检查到期、哪些问题逾期，多久了，现在由哪一级负责？",
        "Which inspections are due, which problems overdue, for how long, and at which level are they now?",
    ),
    formula: text(
        "每个周期的名义日按工作日历移位：遇休息日顺延或提前。以（检查、名义日）为键，一次只算一次。到期日之后由执行层负责，再过 grace_days 天升至协调层，再过同样天数升至决策层。问题的期限空白时为发现日加 remedy_days。",
        "The nominal day of each cycle is moved by the calendar of working days: to the next, or to the one before. A run is known by inspection and nominal day, once. After it is due a matter is with those who execute, after grace_days more with those who coordinate, after as many again with those who decide. A finding without a due day is due remedy_days after it was found.",
    ),
    limits: text(
        "工作日为周一至周五，休息日与调休上班日取自事件表（kind 为 holiday 与 workday），表中没有的不会猜测。一次检查以记录表中 entry = run、run = 名义日或应检日的行为完成凭据。只看最近 window 天内到期的检查。",
        "Working days are Monday to Friday; days off and weekend days worked come from the table event (kinds holiday and workday), and what is not there is not guessed. A run is done where the table finding has a row with entry = run and run = its nominal day or the day it was due. Only inspections due within the last `window` days are looked at.",
    ),
    reference: "三级运作: decision, coordination, execution, as in the regional cooperation of the Yangtze River Delta. 国务院办公厅 arrangements of public holidays, yearly.",
    aliases: &["inspection", "due", "overdue", "open_problems", "定期检查", "逾期", "链长", "问题清单"],
    inputs: &[
        Input {
            table: "inspection",
            columns: &[
                "inspection_id",
                "region",
                "cadence",
                "day",
                "shift",
                "checks",
                "owner",
                "remedy_days",
                "grace_days",
                "start",
                "end",
            ],
            optional: true,
        },
        Input {
            table: "finding",
            columns: &[
                "finding_id",
                "entry",
                "inspection",
                "run",
                "region",
                "chain",
                "owner",
                "found",
                "due",
                "closed",
            ],
            optional: true,
        },
        Input { table: "event", columns: &["date", "kind"], optional: true },
        REGIONS,
    ],
    parameters: &[
        DAY,
        parameter(
            "window",
            ParameterKind::Integer { min: 1, max: 36_600 },
            Some("92"),
            "回看天数",
            "Window",
            "回看多少天内到期的检查",
            "How many days back inspections are looked at",
        ),
        parameter(
            "ahead",
            ParameterKind::Integer { min: 0, max: 3660 },
            Some("0"),
            "前看天数",
            "Ahead",
            "列出今后多少天内到期的检查",
            "How many days ahead inspections are listed",
        ),
        parameter(
            "which",
            ParameterKind::Choice { of: &["all", "open"] },
            Some("all"),
            "列出",
            "Which",
            "all：全部；open：未办结者",
            "all; open: what is not settled",
        ),
    ],
    outputs: &[
        words("entry", "类别", "Entry", "run 为检查，finding 为问题", "run: an inspection; finding: a problem")
            .required(),
        words(
            "id",
            "编号",
            "Identifier",
            "检查为“编号@名义日”，问题为其编号",
            "Inspection@nominal day, or the identifier of the finding",
        ),
        REGION_COLUMN,
        words("chain", "产业链", "Chain", "问题所在产业链", "The chain it concerns"),
        words("owner", "责任人", "Owner", "负责的机构或人；产业链为链长", "Who is in charge; of a chain, its chief"),
        words("title", "标题", "Title", "检查或问题", "The inspection or the problem"),
        words("checks", "检查内容", "Checks", "检查清单", "The check-list"),
        Column::new(
            "opened",
            ColumnKind::Date,
            text("起始", "Opened"),
            text("发现日；检查为应检日", "The day it was found; of an inspection the day it was due"),
        ),
        Column::new("due", ColumnKind::Date, text("期限", "Due"), text("最后一日", "The last day in time")),
        Column::new(
            "closed",
            ColumnKind::Date,
            text("办结", "Closed"),
            text("办结或完成之日", "The day it was settled or made"),
        ),
        words(
            "standing",
            "状态",
            "Standing",
            "settled 按期办结，settled_late 逾期办结，open 未到期，overdue 逾期",
            "settled in time, settled_late, open, overdue",
        ),
        words(
            "level",
            "层级",
            "Level",
            "逾期者现由 execution、coordination 或 decision 层负责",
            "Where overdue: execution, coordination or decision",
        ),
        integer(
            "age",
            "天数",
            "Age",
            "自起始至办结或截至日的天数",
            "Days since it was opened, up to the day it was settled",
        ),
        integer("late", "逾期天数", "Days late", "超过期限的天数", "Days after it was due"),
    ],
};

/// Whether sources report.
pub const FRESHNESS: Method = Method {
    id: "source_freshness",
    version: 2,
    study: "monitoring",
    title: text("数据源时效与覆盖", "Freshness and coverage of sources"),
    question: text(
        "各项数据更新到哪一期，缺了多少，哪些序列不再填报？",
        "Up to when is each source reported, how much is missing, and which series fell silent?",
    ),
    formula: text(
        "按指标（及流量的内容）与频率分组。应报的最近一期为截至日所在期减去 lag 期；滞后 = 应报期 − 最近有数值的期；覆盖率 = 已知数值 /（各序列自首个数值至应报期的期数之和）；沉默 = 曾有数值而应报期没有者。同一流量换了单位仍是同一序列。",
        "By indicator (and item of flows) and frequency. The last step that should be reported is that of the day looked from, less `lag`; late = that step less the last with a value; coverage = known values over the steps of each series from its first value to that step; silent = series that reported before and not in that step. A flow that is told in another unit is the same series.",
    ),
    limits: text(
        "序列以其首个数值为起点，从未填报者不可见。尚未到期的时期不算缺报，lag 因数据源而异，应按其发布时间设定。停止经营的主体也会显得沉默。",
        "A series begins with its first value; what never reported cannot be seen. Steps not due yet are not missing; set `lag` by when a source publishes. What has ceased to exist looks silent too.",
    ),
    reference: "Eurostat (2019). European Statistical System handbook for quality and metadata reports: timeliness and completeness.",
    aliases: &["freshness", "timeliness", "coverage", "时效", "覆盖率", "缺报"],
    inputs: &[
        Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: true },
        Input {
            table: "flow",
            columns: &["origin", "destination", "item", "period", "value", "quantity"],
            optional: true,
        },
        REGIONS,
    ],
    parameters: &[
        DAY,
        parameter(
            "lag",
            ParameterKind::Integer { min: 0, max: 120 },
            Some("1"),
            "发布滞后",
            "Lag",
            "一期结束前后多少期才发布：1 表示应有上一期",
            "How many steps it takes to publish: 1 means that the step before should be there",
        ),
        parameter(
            "region",
            ParameterKind::Text,
            None,
            "区域",
            "Region",
            "只看此区域及其所含区域的序列；流量的任一端在其中即可；省略则为全部",
            "Only series of this region and all in it, and of flows with an end in it; all when absent",
        ),
    ],
    outputs: &[
        words("table", "表", "Table", "indicator 或 flow", "indicator or flow").required(),
        words("name", "名称", "Name", "指标，或流量的内容", "The indicator, or the item of flows"),
        words("frequency", "频率", "Frequency", "month、quarter 或 year", "month, quarter or year"),
        integer("series", "序列数", "Series", "序列数", "How many series"),
        Column::new(
            "first",
            ColumnKind::Period,
            text("最早", "First"),
            text("最早有数值的期", "First step with a value"),
        ),
        Column::new("last", ColumnKind::Period, text("最近", "Last"), text("最近有数值的期", "Last step with a value")),
        Column::new(
            "expected",
            ColumnKind::Period,
            text("应报", "Expected"),
            text("应报的最近一期", "Last step that should be there"),
        ),
        integer("late", "滞后期数", "Late", "最近与应报之间的期数", "Steps from the last to the one expected"),
        number("coverage", "覆盖率", "Coverage", "已知数值的比例", "Part of the values that is known"),
        number(
            "last_coverage",
            "应报期覆盖率",
            "Coverage of the last",
            "应报期有数值的序列比例",
            "Part of the series with a value in the expected step",
        ),
        integer("silent", "沉默序列", "Silent", "曾填报而应报期没有者", "Series that reported before and not then"),
        integer("gaps", "整期缺报", "Gaps", "其间没有任何数值的期数", "Steps in between without any value"),
        words(
            "standing",
            "状态",
            "Standing",
            "fresh 及时，partial 部分缺报，late 滞后，once 只报过一期",
            "fresh, partial, late or once",
        ),
    ],
};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "MON301",
        severity: Severity::Warning,
        title: text(
            "问题没有发现日或期限，无法判断是否逾期",
            "A finding has no day on which it was found: it cannot be overdue",
        ),
        body: text(
            "既无发现日也无期限的问题不参与逾期判断，状态为空。请补填日期。",
            "A finding with neither a day found nor a day due is neither in time nor late; its standing is null. Fill in a day.",
        ),
    },
    Explanation {
        code: "MON302",
        severity: Severity::Error,
        title: text("检查没有可识别的频次", "An inspection has no cadence that can be read"),
        body: text(
            "该检查未被安排。请填写 daily、weekly、monthly、quarterly 或 yearly。",
            "The inspection was not scheduled. Give daily, weekly, monthly, quarterly or yearly.",
        ),
    },
    Explanation {
        code: "MON303",
        severity: Severity::Warning,
        title: text("不知截至哪一日", "There is no day to look from"),
        body: text(
            "未给参数 day，表中也没有任何日期，因此没有结果。",
            "The parameter day is absent and the tables hold no day, so that there is no result.",
        ),
    },
];

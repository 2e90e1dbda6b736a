//! The path of recovery: the declaration.

use crate::accounts::TABLE;
use crate::cascade::declare::{
    ACTORS, FLOWS, LAYERS, PERIOD, REGIONS, SCALE, SHOCK, SHOCK_TABLE, STAGES, UNIT, count, number, words,
};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const fn days(
    name: &'static str,
    default: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Number { min: 1.0, max: 100_000.0, unit: Some("day") },
        default: Some(default),
        title: text(zh, en),
        help: text(help_zh, help_en),
    }
}

/// The declaration.
pub const METHOD: Method = Method {
    id: "recovery_path",
    version: 2,
    study: "simulation",
    title: text("有库存的恢复路径", "Path of recovery with stocks"),
    question: text(
        "有库存缓冲时，冲击之后产出怎样逐日下降与恢复，谁的库存先见底？",
        "With stocks as a cushion, how does output fall and recover day by day, and whose stocks run out first?",
    ),
    formula: text(
        "每天：产能 = α(1−Δ)x₀；订单 D = Σ订单 + 最终需求 + 重建；x* = min(D, 产能)；x = x*·min(1, min_s Ω_s/(n·a_s·x*·ψ))；订单按份额满足；库存 Ω += 到货 − a·x；新订单 = max(0, n·a·x* − Ω)/τ + a·x，按初始份额（none），或再乘以供方产能比（capacity，BoARIO 程序）或产出比（output，BoARIO 文档）；ζ = (D−x)/D，α 向 α_max 或 1 调整。",
        "Each day: capacity = α(1−Δ)x₀; demand D = orders + final demand + rebuilding; x* = min(D, capacity); x = x*·min(1, min_s Ω_s/(n·a_s·x*·ψ)); orders are met in part; stocks Ω += what arrives − a·x; new orders = max(0, n·a·x* − Ω)/τ + a·x, by the shares at rest (none), or those times the supplier's capacity (capacity, BoARIO's program) or output (output, BoARIO's text) against rest; ζ = (D−x)/D, and α moves to α_max or 1.",
    ),
    limits: text(
        "最终需求不变，未满足的不补；价格不变。数值未知的流量不参与并报告。没有冲击则一切不变。冲击的数值是停掉的产能份额；kind = rebuild 时是毁坏的资本份额，由所选行业重建。",
        "Final demand stays, and what is not met is not made up for; prices stay. Flows of unknown value take no part and are reported. Without a shock nothing changes. The number of a shock is the part of capacity that stops; with kind = rebuild the part of capital that is destroyed and rebuilt by the industries named.",
    ),
    reference: "Hallegatte, S. (2013). Modeling the role of inventories and heterogeneity in the assessment of the economic costs of natural disasters. Risk Analysis 34(1), 152–167. Juhel, S. (2024). BoARIO. Journal of Open Source Software 9(99), 6547.",
    aliases: &["ario", "boario", "inventory", "recovery", "恢复", "库存"],
    inputs: &[
        Input { optional: true, ..FLOWS },
        Input { optional: true, ..TABLE },
        SHOCK_TABLE,
        ACTORS,
        REGIONS,
        STAGES,
    ],
    parameters: &[
        SCALE,
        PERIOD,
        LAYERS,
        UNIT,
        Parameter {
            name: "basis",
            kind: ParameterKind::Choice { of: &["auto", "flow", "accounts"] },
            default: Some("auto"),
            title: text("依据", "Basis"),
            help: text(
                "flow：主体之间的流量；accounts：投入产出表的区域与部门；auto：有流量则用流量",
                "flow: flows between actors; accounts: the sectors of the regions of an input-output table; auto: flows where there are some",
            ),
        },
        SHOCK,
        Parameter {
            name: "scenario",
            kind: ParameterKind::Text,
            default: None,
            title: text("冲击方案", "Scenario of shocks"),
            help: text(
                "shock_library 中的方案：几次冲击，各有起始日与持续天数；给出参数 shock 时不用",
                "A scenario of shock_library: several shocks, each with its start and duration; no use with the parameter shock",
            ),
        },
        Parameter {
            name: "kind",
            kind: ParameterKind::Choice { of: &["capacity", "rebuild"] },
            default: Some("capacity"),
            title: text("冲击类型", "Kind"),
            help: text(
                "capacity：产能暂停后自行恢复；rebuild：资本毁坏，须重建",
                "capacity: stops and comes back by itself; rebuild: capital is destroyed and has to be rebuilt",
            ),
        },
        days(
            "flow_days",
            "365",
            "流量天数",
            "Days of the flows",
            "表中流量所对应的天数",
            "How many days the flows of the table are of",
        ),
        days("horizon", "365", "模拟天数", "Horizon", "模拟多少天", "How many days to follow"),
        Parameter {
            name: "start",
            kind: ParameterKind::Integer { min: 0, max: 100_000 },
            default: Some("5"),
            title: text("冲击日", "Start"),
            help: text("第几天发生，从 0 数起", "The day it happens, from 0"),
        },
        days(
            "duration",
            "30",
            "持续天数",
            "Duration",
            "恢复或重建开始前的天数",
            "Days until recovery or rebuilding begins",
        ),
        Parameter {
            name: "curve",
            kind: ParameterKind::Choice { of: &["instant", "linear", "convex", "concave"] },
            default: Some("linear"),
            title: text("恢复曲线", "Curve"),
            help: text(
                "instant 一次；linear 匀速；convex 先快；concave 先慢",
                "instant: at once; linear: even; convex: fast at first; concave: slow at first",
            ),
        },
        days("recovery", "60", "恢复天数", "Recovery", "恢复或重建所需的天数", "Days of recovery or rebuilding"),
        Parameter {
            name: "builders",
            kind: ParameterKind::Text,
            default: Some("E"),
            title: text("重建行业", "Builders"),
            help: text(
                "kind = rebuild 时由哪个行业重建，按产出分配",
                "The industry that rebuilds, by output, with kind = rebuild",
            ),
        },
        Parameter {
            name: "households",
            kind: ParameterKind::Number { min: 0.0, max: 1e18, unit: None },
            default: Some("0"),
            title: text("居民损失", "Damage to households"),
            help: text(
                "须重建而不影响产能的损失，单位同流量",
                "Damage to be rebuilt that costs no capacity, in the unit of the flows",
            ),
        },
        days(
            "stock_days",
            "90",
            "库存天数 n",
            "Days of stock n",
            "常态库存可用的天数",
            "How long the stock at rest lasts",
        ),
        days("restock_days", "60", "补库天数 τ", "Days to restock τ", "补足缺口的速度", "How fast gaps are filled"),
        Parameter {
            name: "tension",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.8"),
            title: text("库存紧张 ψ", "Tension ψ"),
            help: text(
                "低于常态库存的这一份额即减产",
                "Production falls when stock is below this part of what is usual",
            ),
        },
        Parameter {
            name: "overproduction",
            kind: ParameterKind::Number { min: 1.0, max: 100.0, unit: None },
            default: Some("1.25"),
            title: text("最大超产 α", "Overproduction α"),
            help: text("产能最多可达常态的倍数", "The most capacity can be, against rest"),
        },
        days(
            "overproduction_days",
            "365",
            "超产所需天数",
            "Days to overproduce",
            "达到超产的时间尺度",
            "How fast overproduction comes",
        ),
        Parameter {
            name: "alternative",
            kind: ParameterKind::Choice { of: &["none", "capacity", "output"] },
            default: Some("capacity"),
            title: text("改向他人订购", "Alternative orders"),
            help: text(
                "none 不改；capacity 按供方产能（BoARIO 程序）；output 按供方产出（BoARIO 文档）",
                "none: to the same as ever; capacity: by what suppliers can make (BoARIO's program); output: by what they make (BoARIO's text)",
            ),
        },
        Parameter {
            name: "rationing",
            kind: ParameterKind::Choice { of: &["proportional", "industry_first", "final_first"] },
            default: Some("proportional"),
            title: text("短缺时", "Rationing"),
            help: text(
                "proportional 同比例；industry_first 先保生产；final_first 先保最终需求",
                "proportional: all by the same part; industry_first: producers first; final_first: final demand first",
            ),
        },
        Parameter {
            name: "by",
            kind: ParameterKind::Choice { of: &["total", "region", "industry", "stage", "node"] },
            default: Some("total"),
            title: text("汇总", "By"),
            help: text(
                "全体，或按区域、行业、环节、节点",
                "All together, or by region, industry, stage of the chain or node",
            ),
        },
        Parameter {
            name: "every",
            kind: ParameterKind::Integer { min: 1, max: 100_000 },
            default: Some("1"),
            title: text("间隔天数", "Every"),
            help: text("每隔几天列一行", "A row every so many days"),
        },
    ],
    outputs: &[
        count("day", text("天", "Day"), text("从 0 数起", "From 0")),
        words(
            "code",
            text("代码", "Code"),
            text("区域、行业、环节或节点；全体为空", "Region, industry, stage or node; blank for all"),
        ),
        number("production", text("产出", "Production"), text("当天产出", "Made on the day")),
        number("share", text("相对常态", "Against rest"), text("产出除以常态产出", "Production over that at rest")),
        number(
            "lost",
            text("累计损失", "Lost so far"),
            text("常态产出减产出的累计", "Production at rest less production, added up"),
        ),
        number(
            "unmet",
            text("未满足的最终需求", "Unmet demand"),
            text("当天未满足的最终需求", "Final demand not met on the day"),
        ),
        number("capacity", text("产能", "Capacity"), text("当天产能", "What could be made on the day")),
        number(
            "cover",
            text("最低库存", "Least stock"),
            text("最紧的库存，相对常态", "The tightest stock, against rest"),
        ),
        number(
            "to_rebuild",
            text("待重建", "To rebuild"),
            text("尚未重建的损失，各行相同", "Damage not rebuilt yet, the same in every row"),
        ),
        Column::new(
            "hit",
            ColumnKind::Boolean,
            text("直接受冲击", "Hit"),
            text("其中有直接受冲击的节点", "A node in it is hit directly"),
        ),
    ],
};

//! The methods that put rules to every region and pair of regions.

use crate::declare::{DUPLICATES, INDUSTRY_COLUMN, PERIOD, REGION_COLUMN, REGIONS, integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Explanation, Method, Parameter, ParameterKind, Severity};

const RULES_TABLE: Input = Input {
    table: "rule",
    columns: &["rule_id", "text", "frequency", "levels", "aggregate", "addressee", "start", "end"],
    optional: true,
};
const INDICATORS: Input =
    Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: true };
const FLOWS: Input = Input {
    table: "flow",
    columns: &["origin", "destination", "layer", "item", "period", "value", "unit", "quantity", "quantity_unit"],
    optional: true,
};
pub(crate) const RULES: Parameter = parameter(
    "rules",
    ParameterKind::Text,
    None,
    "规则",
    "Rules",
    "规则编号，以逗号分隔；省略则为全部规则",
    "Identifiers of rules, separated by commas; all rules when absent",
);
pub(crate) const TEXT: Parameter = parameter(
    "text",
    ParameterKind::Text,
    None,
    "规则文本",
    "Text of a rule",
    "只试这一条规则而不用规则表，如：alert red when yoy(output) < -20%",
    "Try this rule alone in place of the table, such as alert red when yoy(output) < -20%",
);
pub(crate) const FREQUENCY: Parameter = parameter(
    "frequency",
    ParameterKind::Choice { of: &["month", "quarter", "year"] },
    Some("month"),
    "频率",
    "Frequency",
    "规则表未注明频率时，以及 text 的频率",
    "Of text, and of rules whose row says nothing",
);
pub(crate) const LEVELS: Parameter = parameter(
    "levels",
    ParameterKind::Text,
    None,
    "尺度",
    "Levels",
    "以逗号分隔，如 city, province；用于 text 与未注明尺度的规则",
    "Separated by commas, such as city, province; for text, and for rules whose row says nothing",
);
pub(crate) const MATRIX: Parameter = parameter(
    "matrix",
    ParameterKind::Text,
    Some("0.25 0.5 0.75; 0.05 0.15 0.3; BBYY BYYO YYOR YORR"),
    "等级矩阵",
    "Matrix of grades",
    "可能性的界限；影响的界限；各可能性级别下按影响的等级首字母（B、Y、O、R）",
    "Bounds of likelihood; bounds of impact; for each class of likelihood the grades by impact (B, Y, O, R)",
);
pub(crate) const ABSENT: Parameter = parameter(
    "absent",
    ParameterKind::Choice { of: &["missing", "zero"] },
    Some("missing"),
    "未列出的流量",
    "Flows not listed",
    "missing：视为未知；zero：该期流量表有其他行时按零计（断流会被看到），整期缺报仍为未知",
    "missing: unknown; zero: zero where the table has other rows for that step, so that a stop is seen; a step that is missing altogether stays unknown",
);

/// Alerts.
pub const ALERTS: Method = Method {
    id: "alerts",
    version: 3,
    study: "monitoring",
    title: text("预警", "Alerts"),
    question: text(
        "哪些规则在何处何时发出了预警，依据哪些行，应告知谁？",
        "Which rules warn where and since when, on the strength of which rows, and whom?",
    ),
    formula: text(
        "每条规则对每个区域（或每对区域）逐期取真、假或未知；连续 raise 期为真则发布，连续 lower 期为假则解除，未知既不算真也不算假并使计数重新开始。规则只对其有效期（start 起、end 前）内的各期下判断，有效期终了时尚未解除的预警即告解除；此前的数值仍作基线。等级由规则给定，或由可能性与影响查矩阵；期间只升不降。较粗尺度的序列由较细者相加，其中一部分缺报则合计未知。",
        "Each rule is true, false or unknown at each step of each region, or pair of regions; `raise` consecutive true steps raise an alert, `lower` consecutive false ones lower it, and an unknown step is neither and starts both counts anew. A rule judges the steps in which it is in force (from `start`, before `end`), and what is still up when it ends is lowered then; earlier values remain its baseline. The grade is that of the rule, or that of the matrix by likelihood and impact; it rises and never falls while the alert is up. Series at wider scales are sums of the narrower ones, unknown where one of them is not reported.",
    ),
    limits: text(
        "红色预警从不以缺失的时期为据：触发的各期与其依据都有数值。单位可换算者（如千克与吨）换算后相加，不可换算者当期未知；单价突变十的整数次幂而金额未变时，数量自该期起存疑，视为未知，直至恢复。不再填报的序列为未知，不会自行触发或解除，可用 missing 规则（至多橙色）发现。规则只看当期及以前。稳健 z 等门槛须先回测（rule_backtest）。编号由规则、对象、时期与数据版本确定，可重现。",
        "A red alert never rests on a missing step: the steps that raised it, and what they rest on, have values. Units that convert (kg and t) are converted and added; those that do not make the step unknown. Where a unit value jumps by a power of ten and the value does not, the quantity is in doubt, and unknown, from that step until it returns; gathered to a wider level such a jump is not seen. A series that falls silent is unknown: it raises and lowers nothing by itself; a rule with missing (orange at most) finds it. Rules look at a step and earlier ones only. Back-test thresholds first (rule_backtest). Identifiers follow from rule, subject, period and revision, and are reproducible.",
    ),
    reference: "Grades: 突发事件应对法 (2007, revised 2024), four colours. Hysteresis and joint price–quantity alerts: European Commission, DG GROW, SCAN (2021), concept. Kleene, S. C. (1952). Introduction to Metamathematics, §64.",
    aliases: &["warning", "early_warning", "watch", "预警", "风险预警", "监测"],
    inputs: &[RULES_TABLE, INDICATORS, FLOWS, REGIONS],
    parameters: &[
        RULES,
        TEXT,
        FREQUENCY,
        LEVELS,
        parameter(
            "standing",
            ParameterKind::Choice { of: &["all", "up"] },
            Some("all"),
            "列出",
            "Which",
            "all：全部；up：尚未解除者",
            "all; up: those not lowered yet",
        ),
        MATRIX,
        ABSENT,
        PERIOD,
        DUPLICATES,
    ],
    outputs: &[
        words(
            "alert",
            "编号",
            "Alert",
            "由规则、对象、时期、数据版本确定",
            "Follows from rule, subject, period and revision",
        )
        .required(),
        words("rule", "规则", "Rule", "规则编号", "Identifier of the rule"),
        Column::new(
            "grade",
            ColumnKind::Choice { of: &["blue", "yellow", "orange", "red"] },
            text("等级", "Grade"),
            text("期间的最高等级", "The gravest it was"),
        ),
        words(
            "course",
            "经过",
            "Course",
            "自发布起各段的首期与情形：触发时为当时的等级，clean 为不成立，unknown 为未知，如 2023-09 orange|2023-11 red",
            "Since it was raised, the first step of each stretch and what it was: the grade so far where the rule hit, clean, or unknown, such as 2023-09 orange|2023-11 red",
        ),
        REGION_COLUMN,
        words(
            "partner",
            "对方",
            "Partner",
            "流量的流出地；规则关乎一地时为空",
            "Where the flow comes from; null for rules about one place",
        ),
        INDUSTRY_COLUMN,
        words("item", "内容", "Item", "流动的内容", "What flows"),
        words(
            "level",
            "尺度",
            "Level",
            "在哪一层级判断；空白为表中所列",
            "The level at which it was put; null: as listed",
        ),
        Column::new(
            "since",
            ColumnKind::Period,
            text("发布", "Since"),
            text("发布的时期", "The step in which it was raised"),
        ),
        Column::new(
            "until",
            ColumnKind::Period,
            text("解除", "Until"),
            text("解除的时期；空白为尚未解除", "The step in which it was lowered; null: still up"),
        ),
        Column::new(
            "first_hit",
            ColumnKind::Period,
            text("首次触发", "First hit"),
            text("触发发布的第一期", "First of the steps that raised it"),
        ),
        Column::new(
            "last_hit",
            ColumnKind::Period,
            text("最近触发", "Last hit"),
            text("最近一次触发的时期", "The last step that hit"),
        ),
        integer(
            "unknown",
            "未知期数",
            "Unknown steps",
            "预警期间无从判断的期数",
            "Steps under the alert about which nothing is known",
        ),
        words(
            "reason",
            "理由",
            "Reason",
            "发布之期各条件及其数值",
            "The conditions of the step that raised it, with their values",
        ),
        words("evidence", "依据", "Evidence", "当期的原始数值", "The values of the step itself"),
        words(
            "rows",
            "数据行",
            "Rows",
            "所依据的数据行，如 flow:12，至多一百行",
            "The rows it rests on, such as flow:12, a hundred at most",
        ),
        integer("row_count", "行数", "Row count", "所依据的数据行数", "How many rows it rests on"),
        words(
            "holds_at",
            "同时成立",
            "Holds at",
            "同一规则同时成立的上下级对象",
            "Subjects above and below at which the same rule is up at the same time",
        ),
        words("addressee", "接收端口", "Addressee", "应告知谁", "Whom to tell"),
    ],
};

/// Back-tests of rules.
pub const RULE_BACKTEST: Method = Method {
    id: "rule_backtest",
    version: 3,
    study: "monitoring",
    title: text("规则回测", "Back-test of rules"),
    question: text(
        "一条规则过去会触发几次，抓住几次已知的冲击，误报几次，提前多久？",
        "How often would a rule have fired, which known shocks would it have caught, how often was it wrong, and how early?",
    ),
    formula: text(
        "冲击取自事件表（区域、日期）。发布于冲击前 before 期至其后 after 期之内的预警为命中；精确率 = 命中预警/全部预警，召回率 = 被抓住的冲击/全部冲击；提前期为冲击与首个命中预警之间期数的中位数；误报率为每对象每年的误报数。",
        "Shocks are rows of the table event (region, day). An alert raised from `before` steps before a shock to `after` after it is right; precision = right alerts/alerts, recall = shocks caught/shocks; the lead is the median number of steps from the first right alert to the shock; the false-alarm rate is wrong alerts per subject and year.",
    ),
    limits: text(
        "逐期回放，不看以后的数据，但所用数据是今天的版本，不是当时的版本。在选定门槛的同一批冲击上评判会高估，请另用一批。没有冲击时召回率无定义，没有预警时精确率无定义。冲击按区域对应，不分行业与内容；与任何对象都对不上的不计入，并告知其数。",
        "Played step by step without looking ahead, but on the data as they are revised today, not as they stood then. Judging on the shocks that thresholds were chosen on flatters: keep others. Recall is undefined without shocks, precision without alerts. Shocks are matched by region, not by industry or item; those that no subject stands for are left out, and counted in a finding.",
    ),
    reference: "Kaminsky, G., Lizondo, S., Reinhart, C. M. (1998). Leading indicators of currency crises. IMF Staff Papers 45, 1–48. Alessi, L., Detken, C. (2011). European Journal of Political Economy 27, 520–533.",
    aliases: &["backtest", "back_test", "hit_rate", "回测", "命中率", "误报率"],
    inputs: &[
        RULES_TABLE,
        INDICATORS,
        FLOWS,
        Input { table: "event", columns: &["date", "kind", "region"], optional: true },
        REGIONS,
    ],
    parameters: &[
        RULES,
        TEXT,
        FREQUENCY,
        LEVELS,
        parameter(
            "kinds",
            ParameterKind::Text,
            Some("shock"),
            "冲击类型",
            "Kinds of shocks",
            "事件表中算作冲击的类型，以逗号分隔",
            "Kinds of events that are shocks, separated by commas",
        ),
        parameter(
            "before",
            ParameterKind::Integer { min: 0, max: 1200 },
            Some("6"),
            "提前期数",
            "Steps before",
            "冲击前多少期之内的预警算命中",
            "Alerts this many steps before a shock are right",
        ),
        parameter(
            "after",
            ParameterKind::Integer { min: 0, max: 1200 },
            Some("3"),
            "滞后期数",
            "Steps after",
            "冲击后多少期之内的预警算命中",
            "Alerts this many steps after a shock are right",
        ),
        MATRIX,
        ABSENT,
        PERIOD,
        DUPLICATES,
    ],
    outputs: &[
        words("rule", "规则", "Rule", "规则编号", "Identifier of the rule"),
        integer("subjects", "对象数", "Subjects", "判断的对象数", "Subjects it was put to"),
        integer("steps", "期数", "Steps", "判断的期数", "Steps it was put to"),
        integer("fired", "触发", "Fired", "预警数", "Alerts raised"),
        integer("right", "命中", "Right", "对应冲击的预警数", "Alerts that told of a shock"),
        integer("wrong", "误报", "Wrong", "不对应冲击的预警数", "Alerts that told of none"),
        integer("shocks", "冲击", "Shocks", "已知冲击数", "Known shocks"),
        integer("caught", "抓住", "Caught", "被抓住的冲击数", "Shocks told of"),
        number("precision", "精确率", "Precision", "命中/触发", "Right over fired"),
        number("recall", "召回率", "Recall", "抓住/冲击", "Caught over shocks"),
        number(
            "lead",
            "提前期",
            "Lead",
            "中位数，以期计；负数为滞后",
            "Median, in steps; negative where alerts came later",
        ),
        number("false_rate", "误报率", "False-alarm rate", "每对象每年的误报数", "Wrong alerts per subject and year"),
        words(
            "when",
            "触发时间",
            "When",
            "各预警的对象与时期，至多二十个",
            "Subject and step of the alerts, twenty at most",
        ),
        words("missed", "漏报", "Missed", "未被抓住的冲击", "Shocks not caught"),
    ],
};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "MON201",
        severity: Severity::Error,
        title: text("规则读不懂", "A rule cannot be read"),
        body: text(
            "规则文本有误，该规则未运行，其余规则照常。信息中有行、列、所见、应为与最接近的词。词与词之间须有空格或符号；名称含空格或特殊字符时用引号。",
            "The text of a rule is wrong; the rule did not run, the others did. The message says line, column, what was found, what was expected and the nearest word. Words are parted by spaces or signs; put names with spaces in quotation marks.",
        ),
    },
    Explanation {
        code: "MON202",
        severity: Severity::Warning,
        title: text("规则没有对象", "A rule has no subject"),
        body: text(
            "规则所提到的序列在数据中没有任何区域、尺度或频率与之相符，因此从不触发。请核对频率、尺度与表。",
            "No region, scale or frequency of the data fits the series that the rule names, so that it never fires. Check frequency, levels and tables.",
        ),
    },
    Explanation {
        code: "MON203",
        severity: Severity::Warning,
        title: text("不同单位的流量未相加", "Flows of different units were not added"),
        body: text(
            "同一内容有多个不能换算的单位（如千克与台），相加没有意义：序列取最近十二期中多数期所用的单位，以其他单位填报的各期视为未知，但不算缺报。请在导入时统一单位。",
            "One item comes in several units that do not convert, such as kg and pieces. Adding them means nothing: the series is that of the unit in which most of the last twelve steps are, and steps in others count as unknown, yet not as missing. Convert on import.",
        ),
    },
    Explanation {
        code: "MON204",
        severity: Severity::Note,
        title: text("最近一期没有数值的对象", "Subjects without a value in the last step"),
        body: text(
            "这些对象在数据的最近一期未知：既不会发布也不会解除预警。检查缺报，或设一条 missing 规则。",
            "Nothing is known of these subjects in the last step of the data: no alert is raised or lowered for them. Look into the missing report, or add a rule with missing.",
        ),
    },
    Explanation {
        code: "MON205",
        severity: Severity::Warning,
        title: text(
            "可能性或影响未知，按可能的最低等级",
            "Likelihood or impact is unknown: the mildest possible grade was taken",
        ),
        body: text(
            "分级规则触发时，可能性或影响没有数值，取已知一侧所允许的最低等级。",
            "A graded rule hit where its likelihood or impact has no value; the alert took the mildest grade that the known side leaves possible.",
        ),
    },
    Explanation {
        code: "MON207",
        severity: Severity::Note,
        title: text("规则在数据的各期均无效力", "A rule is in force at no step of the data"),
        body: text(
            "规则自 start 起有效，至 end 之前为止；数据没有这段时间内的时期，因此它不会触发。",
            "A rule is in force from its day `start` until before its day `end`. The data have no step in between, so that it never fires.",
        ),
    },
    Explanation {
        code: "MON208",
        severity: Severity::Warning,
        title: text("数量的单位似有变动而未注明", "A quantity seems to be in another unit, with nobody saying so"),
        body: text(
            "自所列时期起，单价变为原先的约十的整数次幂倍而金额未变，多为计量单位无声改变（千克与吨）。这些期的数量视为未知，规则不以其为据；数据未改动。请向来源核实，注明单位或更正后重新导入。",
            "From the step that is named, the unit value is about a power of ten of what it was, and the value is not: as where a unit is switched without a word (kg and t). The quantity of these steps counts as unknown, and no rule rests on it; the data stay as they are. Ask the source, and import again with the unit named, or corrected.",
        ),
    },
    Explanation {
        code: "MON209",
        severity: Severity::Warning,
        title: text(
            "有冲击与规则的任何对象都对不上，未计入",
            "Shocks that no subject of the rule stands for are not counted",
        ),
        body: text(
            "这些事件没有区域，或其区域不是该规则任何对象的区域（如事件记在省，而对象是市），或早于序列的开始：既不算抓住，也不算漏报。请为事件写明区域，或让规则也判断该层级（levels）。",
            "These events name no region, or one that no subject of the rule is in (an event of a province, and cities as subjects), or lie before the series begin: they count as neither caught nor missed. Name the region of the event, or put the rule to that level as well (levels).",
        ),
    },
];

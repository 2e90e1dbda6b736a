//! The declaration.

use crate::declare::{
    ACTORS, LAYERS, LINKS, MODE, PERIOD, PROPOSED, REGIONS, SCALE, UNDATED, UNFULFILLED, WEIGHT, count, number, words,
};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "structure_stage",
    version: 1,
    study: "network",
    title: text("区域空间结构阶段", "Stage of the regional structure"),
    question: text(
        "区域结构处于独立中心、单一强中心、强副中心还是相互依存体系？随时间如何演变，有多大把握？",
        "Is the regional structure one of independent centres, of one strong centre, of strong sub-centres, or an interdependent system; how does it change, and how sure is that?",
    ),
    formula: text(
        "读六个特征（不看方向；s_i 为强度，k_i = 1/Σ_j (w_ij/s_i)² 为有效伙伴数，n 个区域）：integration = Σk_i/2 ÷ 3(n−2)（Kansky γ，界 0.22、0.5）；centralisation = Σ(k_max−k_i)/((n−1)(n−2))（Freeman，0.12、0.36）；primacy = 涉及首位区域的权重之比（0.3、0.7）；polycentricity = 强度前四名的 1−σ/(s_max/2)（Green，0.32、0.65）；dispersion = 强度的熵/ln n（0.77、0.9）；size（若给出规模指标）= 首位规模/其后三位之和（Davis，0.45、0.95）。界把每个特征读作 low、middle、high。ln 优势(阶段) = ln 先验比 + w·Σ ln P(读数|阶段)/(1/3)，w = 0.7，P 为该阶段的预期份额。smoothed：各窗口依次为隐马尔可夫链，停留概率 persistence，其余一半进入下一阶段，一半均分。",
        "Six features are read (direction aside; s_i strength, k_i = 1/Σ_j (w_ij/s_i)² effective partners, n regions): integration = Σk_i/2 over 3(n−2) (Kansky's γ, bounds 0.22 and 0.5); centralisation = Σ(k_max−k_i)/((n−1)(n−2)) (Freeman, 0.12, 0.36); primacy = share of the weight that touches the first region (0.3, 0.7); polycentricity = 1−σ/(s_max/2) of the four strongest (Green, 0.32, 0.65); dispersion = entropy of the strengths over ln n (0.77, 0.9); size, where an indicator of size is given, = first over the sum of the next three (Davis, 0.45, 0.95). The bounds make each low, middle or high. ln odds(stage) = ln prior ratio + w·Σ ln P(reading|stage)/(1/3) with w = 0.7 and P the share that the stage leads one to expect. smoothed: the windows in order as a hidden Markov chain that stays with probability persistence, half of the rest going to the next stage and half alike to all others.",
    ),
    limits: text(
        "预期份额是对理论的转述，不是真实区域的统计；模拟检验的错误率见文档。没有记录的联系不等于没有联系：联系的区域对少于 least_pairs 或区域少于五个时不判定。链状、双中心而互不相连等结构可能不属任何阶段。规模须全部已知才作证据。弗里德曼的阶段是一种理想型，并非每个区域都依次经过。",
        "Expected shares render the theory and are no statistics of regions; rates of error on planted structures are in the docs. What is not recorded need not be absent: fewer linked pairs than least_pairs, or fewer than five regions, determine nothing. A chain, or two centres that do not meet, may be in none of the stages. Sizes are evidence only where all are known. The stages are an ideal type, and not every region goes through them in order.",
    ),
    reference: "Friedmann, J. (1966). Regional Development Policy: A Case Study of Venezuela. MIT Press. Davis, K. (1969). World Urbanization 1950–1970. Kansky, K. J. (1963). Structure of Transportation Networks. Freeman (1978); Green (2007).",
    aliases: &[
        "friedmann",
        "centre periphery",
        "core periphery stage",
        "弗里德曼",
        "中心外围",
        "空间结构阶段",
        "首位度",
    ],
    inputs: &[
        LINKS,
        ACTORS,
        REGIONS,
        Input { table: "region_member", columns: &["area", "member"], optional: true },
        Input { table: "indicator", columns: &["indicator", "region", "period", "value"], optional: true },
    ],
    parameters: &[
        Parameter { default: Some("city"), ..SCALE },
        Parameter {
            name: "area",
            kind: ParameterKind::Text,
            default: None,
            title: text("区域", "Area"),
            help: text(
                "只看这一功能区或上级区域之内；省略则为该尺度的全部区域",
                "Only inside this functional area or wider region; all regions of the scale when absent",
            ),
        },
        LAYERS,
        PERIOD,
        Parameter {
            name: "years",
            kind: ParameterKind::Integer { min: 0, max: 100 },
            default: Some("0"),
            title: text("窗口年数", "Years of a window"),
            help: text(
                "0 为不分窗口；否则每若干年判断一次",
                "0: one answer for the whole; otherwise one for each window",
            ),
        },
        WEIGHT,
        Parameter {
            name: "size",
            kind: ParameterKind::Text,
            default: None,
            title: text("规模指标", "Size"),
            help: text(
                "表示区域规模的指标，如人口；取窗口内最后一个时期",
                "An indicator of the size of regions such as population; the last period within the window counts",
            ),
        },
        Parameter {
            name: "least_pairs",
            kind: ParameterKind::Integer { min: 1, max: 1_000_000 },
            default: Some("4"),
            title: text("最少区域对", "Least pairs"),
            help: text("联系的区域对少于此数则不判定", "Fewer linked pairs of regions determine nothing"),
        },
        Parameter {
            name: "least_odds",
            kind: ParameterKind::Number { min: 1.0, max: 1e6, unit: None },
            default: Some("5"),
            title: text("最低优势比", "Least odds"),
            help: text(
                "最可能的阶段须为其次者、也为“都不是”的这么多倍，否则不判定",
                "The most probable stage must be this many times as probable as the next, and as none, to be determined",
            ),
        },
        Parameter {
            name: "prior_none",
            kind: ParameterKind::Number { min: 0.001, max: 0.999, unit: None },
            default: Some("0.25"),
            title: text("都不是的先验", "Prior of none"),
            help: text(
                "未看证据前，结构不属于任何阶段的概率",
                "How probable it is, before anything is read, that a structure is in none of the stages",
            ),
        },
        Parameter {
            name: "persistence",
            kind: ParameterKind::Number { min: 0.2, max: 0.999, unit: None },
            default: Some("0.7"),
            title: text("停留概率", "Persistence"),
            help: text("相邻窗口停留在同一阶段的概率", "Probability of staying in a stage from one window to the next"),
        },
        MODE,
        UNDATED,
        PROPOSED,
        UNFULFILLED,
    ],
    outputs: &[
        words("period", text("时期", "Period"), text("空白为全部时间", "Blank: all time")),
        words(
            "stage",
            text("阶段", "Stage"),
            text(
                "independent 独立中心、strong_centre 单一强中心、sub_centres 强副中心、interdependent 相互依存；空白为不能判定",
                "independent, strong_centre, sub_centres or interdependent; null: undetermined",
            ),
        ),
        words(
            "candidate",
            text("最可能", "Candidate"),
            text("最可能者，无论是否判定", "The most probable, determined or not"),
        ),
        Column::new(
            "doubt",
            ColumnKind::Choice { of: &["few_ties", "rivals", "fits_none"] },
            text("存疑原因", "Doubt"),
            text("不能判定的原因", "Why none is determined"),
        ),
        number("independent", text("独立中心", "Independent"), text("概率", "Probability")),
        number("strong_centre", text("单一强中心", "Strong centre"), text("概率", "Probability")),
        number("sub_centres", text("强副中心", "Sub-centres"), text("概率", "Probability")),
        number("interdependent", text("相互依存", "Interdependent"), text("概率", "Probability")),
        number("none", text("都不是", "None"), text("概率", "Probability")),
        words(
            "smoothed",
            text("前后文阶段", "In sequence"),
            text(
                "结合前后窗口最可能的阶段，或 none",
                "The most probable in the light of the windows before and after, or none",
            ),
        ),
        number("smoothed_probability", text("其概率", "Its probability"), text("结合前后窗口", "In the same light")),
        count("regions", text("区域数", "Regions"), text("有联系与否", "Linked or not")),
        count("pairs", text("区域对", "Pairs"), text("有联系的区域对", "Linked pairs of regions")),
        number("integration", text("一体化", "Integration"), text("有效伙伴的 γ", "γ of effective partners")),
        number("centralisation", text("中心势", "Centralisation"), text("有效伙伴的中心势", "Of effective partners")),
        number(
            "primacy",
            text("首位度", "Primacy"),
            text("涉及首位区域的权重之比", "Share that touches the first region"),
        ),
        number("polycentricity", text("多中心性", "Polycentricity"), text("前四名", "Of the four strongest")),
        number("dispersion", text("分散度", "Dispersion"), text("强度的熵，0 至 1", "Entropy of strengths, 0 to 1")),
        number(
            "size",
            text("规模首位度", "Size primacy"),
            text("首位规模除以其后三位之和", "First over the next three"),
        ),
        Column::new(
            "evidence",
            ColumnKind::List,
            text("依据", "Evidence"),
            text(
                "各特征的读数及其对 candidate 的贡献（自然对数优势）",
                "The reading of each feature and what it adds to the log odds of the candidate",
            ),
        ),
    ],
};

//! Inequality between regions, split exactly into that between and that within groups of them.

use super::defined;
use crate::declare::{FRAME, REGIONS, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::inequality::{gini, mean_log_deviation, theil};
use liantu_numeric::sum;
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "regional_inequality",
    version: 1,
    study: "structure",
    title: text("区域差异分解", "Regional inequality"),
    question: text(
        "区域之间的差异有多大，多少在组间、多少在组内？",
        "How unequal are regions, and how much of it lies between and how much within groups of them?",
    ),
    formula: text(
        "q 为数值份额，p 为人口（或其他权重）份额。泰尔 T = Σ q ln(q/p) = Σ_g q_g ln(q_g/p_g) + Σ_g q_g T_g；平均对数离差 L = Σ p ln(p/q) = Σ_g p_g ln(p_g/q_g) + Σ_g p_g L_g；基尼 G = G_组间 + Σ_g p_g q_g G_g + 重叠项。组为区域在 by 层级的上级。组行的 share 为该组内部差异在总 T 中的份额 q_g T_g/T；总行的 share 为组间份额。",
        "q are shares of the value, p shares of the population (or another weight). Theil T = Σ q ln(q/p) = Σ_g q_g ln(q_g/p_g) + Σ_g q_g T_g; mean log deviation L = Σ p ln(p/q) = Σ_g p_g ln(p_g/q_g) + Σ_g p_g L_g; Gini G = G_between + Σ_g p_g q_g G_g + overlap. A group is the region above at the level `by`. The share of a group is q_g T_g/T, that of its inside in the whole; the share of the whole is that between groups.",
    ),
    limits: text(
        "数值为总量（如研发支出），权重为人口时比较的是人均；无权重则每个区域同权。数值或权重缺失的区域不参与；有负值时为空；有零值时 L 为空。没有上级的区域归入无名组。T 的上限随区域数而变，不宜跨划分比较。",
        "The value is a total (R&D spending, say); with population as weight the comparison is per head, without one each region counts the same. A region without value or weight takes no part; null with a negative value; L is null with a zero. Regions without a region above share a group without a name. The bound of T depends on the number of regions.",
    ),
    reference: "Theil, H. (1967). Economics and Information Theory. North-Holland. Mookherjee, D., Shorrocks, A. (1982). A decomposition analysis of the trend in UK income inequality. The Economic Journal 92(368), 886–902.",
    aliases: &[
        "theil",
        "theil_decomposition",
        "gini",
        "inequality",
        "polarisation",
        "泰尔指数",
        "基尼系数",
        "极化",
        "差异分解",
    ],
    inputs: &[FRAME, REGIONS],
    parameters: &[
        crate::profile::INDICATOR,
        parameter(
            "weight",
            ParameterKind::Text,
            None,
            "权重指标",
            "Weight",
            "作权重的指标，如常住人口；省略则各区域同权",
            "The indicator that weighs regions, such as residents; each the same when absent",
        ),
        parameter(
            "by",
            ParameterKind::Choice { of: &["none", "nation", "area", "province", "city", "county"] },
            Some("province"),
            "分组层级",
            "Grouped by",
            "按哪一层级的上级区域分组；none 为不分组",
            "The level of the regions above that make the groups; none for no groups",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        words("group", "组", "Group", "上级区域的代码；总行为空", "Code of the region above; null for the whole"),
        integer("regions", "区域数", "Regions", "参与的区域数", "Regions that take part"),
        number("theil", "泰尔指数 T", "Theil T", "总差异或组内差异", "Of the whole, or within the group"),
        number("theil_between", "T 组间", "T between", "组间差异；组行为空", "Between groups; null for a group"),
        number(
            "theil_within",
            "T 组内",
            "T within",
            "组内差异之加权和；组行为空",
            "Within groups, weighted; null for a group",
        ),
        number(
            "share",
            "份额",
            "Share",
            "总行为组间份额，组行为该组内部差异的份额",
            "Of the whole the share between groups; of a group that of its inside",
        ),
        number(
            "mean_log_deviation",
            "平均对数离差 L",
            "Mean log deviation L",
            "总差异或组内差异",
            "Of the whole, or within the group",
        ),
        number("log_between", "L 组间", "L between", "组间差异；组行为空", "Between groups; null for a group"),
        number(
            "log_within",
            "L 组内",
            "L within",
            "组内差异之加权和；组行为空",
            "Within groups, weighted; null for a group",
        ),
        number("gini", "基尼系数", "Gini", "总差异或组内差异", "Of the whole, or within the group"),
        number("gini_between", "基尼组间", "Gini between", "组间差异；组行为空", "Between groups; null for a group"),
        number(
            "gini_within",
            "基尼组内",
            "Gini within",
            "组内差异之加权和；组行为空",
            "Within groups, weighted; null for a group",
        ),
        number(
            "gini_overlap",
            "基尼重叠项",
            "Gini overlap",
            "总差异减去组间与组内；组行为空",
            "What neither between nor within holds; null for a group",
        ),
    ],
};

/// Inequality of one population, or of a group within it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inequality {
    /// The group; `None` for the whole.
    pub group: Option<u32>,
    /// Regions that take part.
    pub regions: usize,
    /// Theil's `T`: whole, between, within.
    pub theil: [Option<f64>; 3],
    /// Share of `T` between groups, or of the inside of the group.
    pub share: Option<f64>,
    /// Mean log deviation: whole, between, within.
    pub log: [Option<f64>; 3],
    /// Gini: whole, between, within, overlap.
    pub gini: [Option<f64>; 4],
}

/// The inequality of `value` over `weight`, of the whole first and then of each group, in order of the group ids. All
/// columns have one entry for each region; NaN is missing.
///
/// # Panics
///
/// If the columns differ in length.
pub fn inequality(value: &[f64], weight: &[f64], group: &[u32]) -> (Vec<Inequality>, Vec<Diagnostic>) {
    assert!(value.len() == weight.len() && value.len() == group.len(), "columns of one length");
    let known: Vec<usize> = (0..value.len()).filter(|&n| value[n].is_finite() && weight[n].is_finite()).collect();
    let mut groups: BTreeMap<u32, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for &n in &known {
        let (values, weights) = groups.entry(group[n]).or_default();
        values.push(value[n]);
        weights.push(weight[n]);
    }
    let (values, weights): (Vec<f64>, Vec<f64>) = known.iter().map(|&n| (value[n], weight[n])).unzip();
    let lawful = values.iter().chain(&weights).all(|number| *number >= 0.0);
    let measure = |measure: fn(&[f64], &[f64]) -> f64, values: &[f64], weights: &[f64]| {
        Some(measure(values, weights)).filter(|_| lawful).and_then(defined)
    };
    let (of_values, of_weights): (Vec<f64>, Vec<f64>) =
        groups.values().map(|(values, weights)| (sum(values.iter().copied()), sum(weights.iter().copied()))).unzip();
    let (all_values, all_weights) = (sum(of_values.iter().copied()), sum(of_weights.iter().copied()));
    let shares = |place: usize| (of_values[place] / all_values, of_weights[place] / all_weights);
    let inside: Vec<[Option<f64>; 3]> = groups
        .values()
        .map(|(values, weights)| [theil, mean_log_deviation, gini].map(|kind| measure(kind, values, weights)))
        .collect();
    // A group of no weight in a sum says nothing, even where it is undefined itself.
    let within = |kind: usize, weigh: &dyn Fn(usize) -> f64| -> Option<f64> {
        inside
            .iter()
            .enumerate()
            .map(|(place, group)| match weigh(place) {
                0.0 => Some(0.0),
                weight => group[kind].map(|inside| weight * inside),
            })
            .sum()
    };
    let whole = [theil, mean_log_deviation, gini].map(|kind| measure(kind, &values, &weights));
    let between = [theil, mean_log_deviation, gini].map(|kind| measure(kind, &of_values, &of_weights));
    let weighed = [
        within(0, &|place| shares(place).0),
        within(1, &|place| shares(place).1),
        within(2, &|place| shares(place).0 * shares(place).1),
    ];
    let ratio =
        |part: Option<f64>| part.zip(whole[0]).filter(|(_, whole)| *whole > 0.0).map(|(part, whole)| part / whole);
    let overlap = whole[2].zip(between[2]).zip(weighed[2]).map(|((whole, between), within)| whole - between - within);
    let mut rows = vec![Inequality {
        group: None,
        regions: known.len(),
        theil: [whole[0], between[0], weighed[0]],
        share: ratio(between[0]),
        log: [whole[1], between[1], weighed[1]],
        gini: [whole[2], between[2], weighed[2], overlap],
    }];
    for (place, (group, (values, _))) in groups.iter().enumerate() {
        let [theil, log, gini] = inside[place];
        rows.push(Inequality {
            group: Some(*group),
            regions: values.len(),
            theil: [theil, None, None],
            share: ratio(theil.map(|theil| shares(place).0 * theil)),
            log: [log, None, None],
            gini: [gini, None, None, None],
        });
    }
    let mut findings = Vec::new();
    for (code, count) in [
        ("STR206", value.len() - known.len()),
        ("STR102", values.iter().chain(&weights).filter(|number| **number < 0.0).count()),
        ("STR105", usize::from(whole[0].is_none())),
    ] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    (rows, findings)
}

//! Overlap of plans: how far places plan for the same industries.

use crate::declare::{integer, number, parameter};
use crate::panel::at;
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "plan_overlap",
    version: 1,
    study: "structure",
    title: text("发展规划雷同度", "Overlap of plans"),
    question: text("各地规划重点发展的产业有多雷同？", "How far do places plan for the same industries?"),
    formula: text(
        "A、B 为两地规划所列产业的集合。雅卡尔 |A∩B|/|A∪B|；余弦（落合）|A∩B|/√(|A||B|)；重叠系数 |A∩B|/min(|A|, |B|)。整组一行：共有为所有地方都列的产业，合计为任一地方所列的产业，三项系数为全部地方对的平均。",
        "A and B are the sets of industries that two places list. Jaccard |A∩B|/|A∪B|; cosine (Ochiai) |A∩B|/√(|A||B|); overlap coefficient |A∩B|/min(|A|, |B|). In the row of the group, shared are the industries that all list, union those that any lists, and the coefficients are means over all pairs.",
    ),
    limits: text(
        "列出即计入，不看投入多少与优先次序；依赖列举的粗细，同一产业的不同写法应先归一到代码。没有列任何产业的地方不参与。规划相同不等于竞争，见 competition_cooperation。",
        "Being listed counts, whatever the money or the order; depends on the grain of the lists, so bring names to codes first. A place that lists nothing takes no part. Planning the same is not yet competing; see competition_cooperation.",
    ),
    reference: "Jaccard, P. (1912). New Phytologist 11(2), 37–50. Ochiai, A. (1957). Bulletin of the Japanese Society of Scientific Fisheries 22(9), 526–530. Simpson, G. G. (1943). American Journal of Science 241(1), 1–31.",
    aliases: &["jaccard", "plan_homogeneity", "规划雷同", "规划同质化", "产业雷同度"],
    inputs: &[Input { table: "policy", columns: &["region", "industry", "start", "end"], optional: false }],
    parameters: &[
        crate::profile::LEVEL,
        parameter(
            "day",
            ParameterKind::Period,
            None,
            "日期",
            "Day",
            "只计这一天有效的规划（取时期的第一天）；省略则全部",
            "Only plans in force on this day (the first of the period); all when absent",
        ),
        parameter(
            "prefix",
            ParameterKind::Integer { min: 0, max: 9 },
            Some("0"),
            "代码位数",
            "Characters of a code",
            "只比较行业代码的前几位；0 为全部",
            "Compare only so many characters of the codes; 0 for all",
        ),
    ],
    outputs: &[
        Column::new(
            "region",
            ColumnKind::Code { system: CodeSystem::Region },
            text("区域", "Region"),
            text("区域代码；整组一行为空", "Code of the region; null in the row of the group"),
        ),
        crate::profile::PARTNER_COLUMN,
        integer("shared", "共有", "Shared", "双方都列的产业数", "Industries that both list"),
        integer("union", "合计", "Union", "任一方所列的产业数", "Industries that either lists"),
        number("jaccard", "雅卡尔系数", "Jaccard", "0 到 1", "From 0 to 1"),
        number("cosine", "余弦系数", "Cosine", "0 到 1", "From 0 to 1"),
        number("overlap", "重叠系数", "Overlap coefficient", "1 为一方包含另一方", "1 where one holds the other"),
    ],
};

/// The overlap of two places, or of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// The two places, the lower id first; `None` for the group.
    pub pair: Option<(u32, u32)>,
    /// Industries in both, or in all.
    pub shared: usize,
    /// Industries in either, or in any.
    pub union: usize,
    /// Jaccard, cosine, overlap coefficient; of the group the means over pairs.
    pub measures: [Option<f64>; 3],
}

/// The overlap of every pair of places that list something, and of the group as the first row. `listed` holds `(place,
/// industry)` in any order; repeats do not count.
#[allow(clippy::cast_precision_loss, reason = "lists are short")]
pub fn plan_overlap(listed: &[(u32, u32)]) -> (Vec<Overlap>, Vec<Diagnostic>) {
    let mut listed = listed.to_vec();
    listed.sort_unstable();
    listed.dedup();
    let lists: Vec<(u32, Vec<u32>)> = listed
        .chunk_by(|one, two| one.0 == two.0)
        .map(|list| (list[0].0, list.iter().map(|entry| entry.1).collect()))
        .collect();
    let mut rows = Vec::new();
    for (place, (one, first)) in lists.iter().enumerate() {
        for (two, second) in &lists[place + 1..] {
            let shared = first.iter().filter(|industry| second.binary_search(industry).is_ok()).count();
            let (sizes, both) = ((first.len() as f64, second.len() as f64), shared as f64);
            let union = first.len() + second.len() - shared;
            rows.push(Overlap {
                pair: Some((*one, *two)),
                shared,
                union,
                measures: [
                    Some(both / union as f64),
                    Some(both / (sizes.0 * sizes.1).sqrt()),
                    Some(both / sizes.0.min(sizes.1)),
                ],
            });
        }
    }
    let mean = |measure: usize| {
        let sum = liantu_numeric::sum(rows.iter().filter_map(|row| row.measures[measure]));
        (!rows.is_empty()).then(|| sum / rows.len() as f64)
    };
    let mut industries: Vec<u32> = listed.iter().map(|entry| entry.1).collect();
    industries.sort_unstable();
    let shared = industries.chunk_by(|one, two| one == two).filter(|same| same.len() == lists.len()).count();
    industries.dedup();
    let group = Overlap { pair: None, shared, union: industries.len(), measures: [mean(0), mean(1), mean(2)] };
    let mut findings = Vec::new();
    if lists.len() < 2 {
        findings.push(at("STR209", None, lists.len()));
    }
    rows.insert(0, group);
    (rows, findings)
}

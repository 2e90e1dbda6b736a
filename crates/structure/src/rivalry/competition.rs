//! Competition and cooperation inside a tier: whether like places rather fight over the same or work together.

use crate::declare::{PANEL, integer, number, parameter};
use crate::panel::at;
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "competition_cooperation",
    version: 1,
    study: "structure",
    title: text("层内竞合指数", "Competition and cooperation within tiers"),
    question: text(
        "同一层次的地方之间，竞争与合作哪个占上风？",
        "Between places of the same tier, does competition or cooperation prevail?",
    ),
    formula: text(
        "本项目定义。结构相似 S_ij = 1 − ½ Σ_a |s_ia − s_ja|，互补 = 1 − S；规划重叠 J_ij 为所列产业的雅卡尔系数；竞争压力 c_ij = √(S_ij·J_ij)（没有规划表时 c = S）。联合联系 l_ij 为两地之间的联系数（一份多方协议合计一次，其 n 条联系各计 1/n），合作强度 k_ij = l_ij/√(l_i·l_j)，l_i 为一地在所选地方间的联系数；没有联系的一方 k = 0。指数 I_ij = (c − k)/(c + k) ∈ [−1, 1]，1 为只有竞争，−1 为只有合作。层的一行用该层各对之和：I = (Σc − Σk)/(Σc + Σk)。",
        "Defined here. Similarity of structure S_ij = 1 − ½ Σ_a |s_ia − s_ja|, complementarity 1 − S; overlap of plans J_ij is the Jaccard coefficient of the industries listed; pressure of competition c_ij = √(S_ij·J_ij) (c = S without a table of plans). Joint links l_ij are the links between the two (an agreement of many counts once), strength of cooperation k_ij = l_ij/√(l_i·l_j), l_i being the links of a place with those selected; k = 0 where one has none. Index I_ij = (c − k)/(c + k) in [−1, 1]: 1 is competition alone, −1 cooperation alone. In the row of a tier, the sums over its pairs: I = (Σc − Σk)/(Σc + Σk).",
    ),
    limits: text(
        "c 与 k 的量纲相同（0 到 1），但来源不同：指数宜比较层与层、年与年，不宜作绝对判断。c + k = 0 或结构未知时为空。没有给定功能区（area）时，所有地方为一层；功能区中层次空白的成员合为无名的一层，并有提示。联系数依赖收录范围。",
        "c and k both run from 0 to 1 but rest on different sources: compare tiers and years rather than judge by the number itself. Null where c + k = 0 or the structure of a side is unknown. Without an area all places are one tier; members of an area whose tier is blank make one without a name, and are noted. Links depend on what was collected.",
    ),
    reference: "Similarity: Finger, J. M., Kreinin, M. E. (1979). The Economic Journal 89(356), 905–912. Strength of ties: Salton, G., McGill, M. J. (1983). Introduction to Modern Information Retrieval. The index is our own.",
    aliases: &["coopetition", "competition_index", "竞合指数", "同质竞争", "竞争大于合作"],
    inputs: &[
        PANEL,
        Input { table: "link", columns: &["from_actor", "to_actor"], optional: false },
        Input { table: "policy", columns: &["region", "industry"], optional: true },
        Input { table: "region", columns: &["region", "level", "parent"], optional: true },
        Input { table: "region_member", columns: &["area", "member", "tier"], optional: true },
        Input { table: "actor", columns: &["actor_id", "region"], optional: true },
        Input { table: "agreement", columns: &["agreement_id"], optional: true },
        Input { table: "party", columns: &["agreement_id", "actor_id"], optional: true },
    ],
    parameters: &[
        crate::profile::INDICATOR,
        parameter(
            "level",
            ParameterKind::Choice { of: &["province", "city", "county"] },
            Some("city"),
            "层级",
            "Level",
            "比较这一层级的区域；主体归入所在区域",
            "The level of the regions compared; actors belong to the region they lie in",
        ),
        crate::profile::PERIOD,
        parameter(
            "area",
            ParameterKind::Text,
            None,
            "功能区",
            "Area",
            "功能区代码：只看其成员，层次取自成员表；省略则全部区域为一层",
            "Code of a functional area: only its members, their tiers as listed; all regions make one tier when absent",
        ),
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        integer("tier", "层次", "Tier", "功能区中的层次；没有时为空", "Tier within the area; null without one"),
        Column::new(
            "region",
            ColumnKind::Code { system: CodeSystem::Region },
            text("区域", "Region"),
            text("区域代码；层的一行为空", "Code of the region; null in the row of a tier"),
        ),
        crate::profile::PARTNER_COLUMN,
        number("similarity", "结构相似", "Similarity", "份额重叠；层为平均", "Overlap of shares; of a tier the mean"),
        number("complementarity", "互补", "Complementarity", "1 − 相似", "1 − similarity"),
        number(
            "plans",
            "规划重叠",
            "Overlap of plans",
            "雅卡尔系数；没有规划时为空",
            "Jaccard coefficient; null without plans",
        ),
        number(
            "links",
            "联合联系",
            "Joint links",
            "两地之间的联系数；层为合计",
            "Links between the two; of a tier the sum",
        ),
        number("competition", "竞争压力", "Competition", "0 到 1；层为平均", "From 0 to 1; of a tier the mean"),
        number("cooperation", "合作强度", "Cooperation", "0 到 1；层为平均", "From 0 to 1; of a tier the mean"),
        number(
            "index",
            "竞合指数",
            "Index",
            "1 为只有竞争，−1 为只有合作",
            "1 is competition alone, −1 cooperation alone",
        ),
    ],
};

/// Two places of a tier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dyad {
    /// One place.
    pub one: u32,
    /// The other.
    pub two: u32,
    /// Similarity of structure, from 0 to 1; `None` where unknown.
    pub similarity: Option<f64>,
    /// Overlap of plans, from 0 to 1; `None` where one side has none.
    pub plans: Option<f64>,
    /// Links between the two.
    pub links: f64,
}

/// The pair, or the tier, with its index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rivalry {
    /// The tier; `None` where there are none.
    pub tier: Option<u32>,
    /// The two places; `None` for the tier.
    pub pair: Option<(u32, u32)>,
    /// Similarity of structure.
    pub similarity: Option<f64>,
    /// Overlap of plans.
    pub plans: Option<f64>,
    /// Joint links.
    pub links: f64,
    /// Pressure of competition.
    pub competition: Option<f64>,
    /// Strength of cooperation.
    pub cooperation: Option<f64>,
    /// The index.
    pub index: Option<f64>,
}

/// The index of every dyad inside a tier, and of each tier before its dyads. `degree` holds the links of each place, `tiers`
/// its tier in an area; without an area all places are one tier. Places of an area that have no tier make one without a
/// name, and are found. Whether plans count at all is `with_plans`: then a place without plans leaves the pressure unknown.
///
/// # Panics
///
/// If a place has no degree, or is not among the tiers.
#[allow(clippy::cast_precision_loss, reason = "links are counted")]
pub fn competition(
    dyads: &[Dyad],
    degree: &[f64],
    tiers: Option<&[Option<u32>]>,
    with_plans: bool,
) -> (Vec<Rivalry>, Vec<Diagnostic>) {
    let tier = |place: u32| tiers.and_then(|tiers| tiers[place as usize]);
    let index = |c: f64, k: f64| (c + k > 0.0).then(|| (c - k) / (c + k));
    let mut rows: Vec<Rivalry> = dyads
        .iter()
        .filter(|dyad| tier(dyad.one) == tier(dyad.two))
        .map(|dyad| {
            let (left, right) = (degree[dyad.one as usize], degree[dyad.two as usize]);
            let cooperation = if dyad.links > 0.0 { (dyad.links / (left * right).sqrt()).min(1.0) } else { 0.0 };
            let competition = match (dyad.similarity, dyad.plans) {
                (Some(similarity), Some(plans)) if with_plans => Some((similarity * plans).sqrt()),
                (similarity, _) if !with_plans => similarity,
                _ => None,
            };
            Rivalry {
                tier: tier(dyad.one),
                pair: Some((dyad.one, dyad.two)),
                similarity: dyad.similarity,
                plans: dyad.plans.filter(|_| with_plans),
                links: dyad.links,
                competition,
                cooperation: Some(cooperation),
                index: competition.and_then(|competition| index(competition, cooperation)),
            }
        })
        .collect();
    rows.sort_by_key(|row| (row.tier, row.pair));
    let unknown = rows.iter().filter(|row| row.index.is_none()).count();
    let with_tiers = rows
        .chunk_by(|one, two| one.tier == two.tier)
        .flat_map(|pairs| {
            // A pair of unknown pressure counts on neither side.
            let known: Vec<&Rivalry> = pairs.iter().filter(|row| row.competition.is_some()).collect();
            let mean = |value: &dyn Fn(&Rivalry) -> Option<f64>| {
                let values: Vec<f64> = known.iter().filter_map(|row| value(row)).collect();
                (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
            };
            let (c, k) = (mean(&|row| row.competition), mean(&|row| row.cooperation));
            let tier = Rivalry {
                tier: pairs[0].tier,
                pair: None,
                similarity: mean(&|row| row.similarity),
                plans: mean(&|row| row.plans),
                links: sum(pairs.iter().map(|row| row.links)),
                competition: c,
                cooperation: k,
                index: c.zip(k).and_then(|(c, k)| index(c, k)),
            };
            std::iter::once(tier).chain(pairs.iter().copied()).collect::<Vec<_>>()
        })
        .collect();
    let nameless = tiers.map_or(0, |tiers| tiers.iter().filter(|tier| tier.is_none()).count());
    let mut findings = Vec::new();
    if unknown > 0 {
        findings.push(at("STR210", None, unknown));
    }
    if nameless > 0 {
        let mut finding = at("STR228", None, nameless);
        "region_member".clone_into(&mut finding.place.resource);
        findings.push(finding);
    }
    (with_tiers, findings)
}

//! Diversification advice: what a region could do next, and with whom.

use super::density::{Nearness, Outlook, Related, outlook};
use super::index::{Notes, Variant, moments};
use super::presence::{Pairs, Rule, by_period};
use super::relatedness::Space;
use super::shared;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind, code::CodeSystem};
use liantu_numeric::{LANES, Nullable, sum};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "diversification_advice",
    version: 1,
    study: "structure",
    title: text("多样化建议", "Diversification advice"),
    question: text("一个区域下一步可以做什么，与谁一起做？", "What could a region do next, and with whom?"),
    formula: text(
        "对区域尚无的每项活动：score = w₁ z(密度) + w₂ z(行业复杂度) + w₃ z(前景增益)，z 在该区域的候选活动内标准化（标准差为 0 时取 0）。按 score 取前 count 项。伙伴：拥有该活动 i 的区域 P，按可增加的密度 Σ_{j∈P∖R} φ_ij / Σ_j φ_ij 从高到低取前 partners 个。密度、增益与关联度见 relatedness_density。",
        "For each activity that the region lacks: score = w₁ z(density) + w₂ z(complexity of the industry) + w₃ z(outlook gain), z standardised among the candidates of the region (0 where they do not differ). The first count by score are advised. Partners: regions P that have the activity i, by the density they could add, Σ_{j∈P∖R} φ_ij / Σ_j φ_ij, the first partners of them. Density, gain and relatedness as in relatedness_density.",
    ),
    limits: text(
        "数值未知的活动不作建议（未知不等于没有），没有复杂度的活动只在其权重为 0 时参与。建议反映结构上的接近，不考虑土地、政策与市场；权重是价值判断，请公开所用的值。",
        "An activity of unknown value is never advised (unknown is not absent), and one without a complexity only where its weight is 0. Advice tells of closeness in structure and knows nothing of land, policy or markets; weights are a judgement, so publish them.",
    ),
    reference: "Hausmann, R., Hidalgo, C. A. et al. (2014). The Atlas of Economic Complexity. MIT Press. Balland, P.-A., Boschma, R., Crespo, J., Rigby, D. L. (2019). Smart specialization policy in the European Union. Regional Studies 53(9), 1252–1268. Balland, P.-A., Boschma, R. (2021). Regional Studies 55(6), 1059–1070.",
    aliases: &["advice", "smart specialisation", "opportunities", "产业建议", "多样化", "补链建议"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "region",
            kind: ParameterKind::Text,
            default: None,
            title: text("为哪个区域", "For which region"),
            help: text("区域代码；省略则为全部区域", "Code of a region; all regions when absent"),
        },
        Parameter {
            name: "count",
            kind: ParameterKind::Integer { min: 1, max: 10_000 },
            default: Some("10"),
            title: text("建议数", "How many"),
            help: text("每个区域列出的活动数", "Activities listed for each region"),
        },
        Parameter {
            name: "partners",
            kind: ParameterKind::Integer { min: 0, max: 1_000 },
            default: Some("3"),
            title: text("伙伴数", "Partners"),
            help: text("每项建议列出的伙伴区域数", "Partner regions listed for each activity"),
        },
        weight("weight_density", "0.5", "密度的权重", "Weight of density", "越近越优先", "The closer the better"),
        weight(
            "weight_complexity",
            "0.2",
            "复杂度的权重",
            "Weight of complexity",
            "越复杂越优先",
            "The more complex the better",
        ),
        weight(
            "weight_gain",
            "0.3",
            "前景增益的权重",
            "Weight of outlook gain",
            "打开的前景越大越优先",
            "The more it opens up the better",
        ),
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        shared::RELATEDNESS,
        shared::ITSELF,
        shared::NEIGHBOURS,
        shared::COMPONENTS,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new("rank", ColumnKind::Integer, text("名次", "Rank"), text("1 为首选", "1 is the first choice")),
        shared::INDUSTRY_COLUMN,
        Column::new("score", ColumnKind::Number, text("得分", "Score"), text("加权得分", "Weighted score")),
        Column::new("density", ColumnKind::Number, text("关联密度", "Density"), text("0 至 1", "From 0 to 1")),
        Column::new(
            "industry_complexity",
            ColumnKind::Number,
            text("行业复杂度", "Complexity of the industry"),
            text("PCI", "PCI"),
        ),
        Column::new("outlook_gain", ColumnKind::Number, text("前景增益", "Outlook gain"), text("COG", "COG")),
        Column::new(
            "partner_rank",
            ColumnKind::Integer,
            text("伙伴名次", "Rank of the partner"),
            text("没有区域拥有该活动时为空", "Null where no region has the activity"),
        ),
        Column::new(
            "partner",
            ColumnKind::Code { system: CodeSystem::Region },
            text("伙伴区域", "Partner"),
            text("拥有该活动且可互补的区域", "A region that has the activity and is complementary"),
        ),
        Column::new(
            "partner_measure",
            ColumnKind::Number,
            text("伙伴的区位商或数值", "Quotient or value of the partner"),
            text("与阈值比较的量", "What was compared with the threshold"),
        ),
        Column::new(
            "added_density",
            ColumnKind::Number,
            text("可增加的密度", "Added density"),
            text("伙伴所拥有而区域没有的相关活动", "Related activities that the partner has and the region lacks"),
        ),
    ],
};

const fn weight(
    name: &'static str,
    default: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Number { min: 0.0, max: 1e6, unit: None },
        default: Some(default),
        title: text(zh, en),
        help: text(help_zh, help_en),
    }
}

/// What counts in the ranking, and how much is listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranking {
    /// Weights of density, complexity of the industry, and outlook gain.
    pub weights: [f64; 3],
    /// Activities for each region.
    pub count: usize,
    /// Partners for each activity.
    pub partners: usize,
    /// Only for this region.
    pub region: Option<u32>,
}

impl Default for Ranking {
    fn default() -> Self {
        Self { weights: [0.5, 0.2, 0.3], count: 10, partners: 3, region: None }
    }
}

/// Advice, a row for each partner (or one without), sorted by period, region, rank and rank of the partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advice {
    /// The period.
    pub period: Vec<u32>,
    /// The region advised.
    pub region: Vec<u32>,
    /// 1 is the first choice.
    pub rank: Vec<u32>,
    /// The activity.
    pub industry: Vec<u32>,
    /// Score, density, complexity of the industry, outlook gain.
    pub numbers: [Nullable; 4],
    /// The partner and its rank, from 1.
    pub partner: Vec<Option<(u32, u32)>>,
    /// What was compared with the threshold at the partner.
    pub partner_measure: Nullable,
    /// The density that the partner could add.
    pub added_density: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// An activity advised to a region.
struct Choice {
    row: usize,
    rank: u32,
    column: usize,
    score: f64,
    /// Rows of partners with the density they could add.
    partners: Vec<(usize, f64)>,
}

/// What each region could do next in each period, and with whom. The same bits at any number of threads.
pub fn advice(panel: &Panel<'_>, rule: Rule, variant: Variant, nearness: Nearness, ranking: Ranking) -> Advice {
    let (results, mut findings) = by_period(panel, rule, Pairs::Industries, |presence| {
        let (outlook, notes) = outlook(presence, variant, nearness);
        let (choices, unknown) = choose(&outlook, ranking);
        let choices = with_partners(&outlook, nearness, ranking.partners, choices);
        (outlook, choices, notes, unknown)
    });
    findings.extend(Notes::findings(results.iter().map(|(_, _, notes, _)| *notes)));
    let unknown: usize = results.iter().map(|(_, _, _, unknown)| unknown).sum();
    if unknown > 0 {
        findings.push(at("STR314", None, unknown));
    }
    let mut advice = Advice::default();
    let mut numbers: [Vec<f64>; 4] = Default::default();
    let (mut measure, mut added) = (Vec::new(), Vec::new());
    let mut alone = 0;
    for (outlook, choices, _, _) in results {
        let presence = &outlook.presence;
        let width = presence.industries.len();
        for choice in choices {
            alone += usize::from(choice.partners.is_empty() && ranking.partners > 0);
            let cell = choice.row * width + choice.column;
            let none = choice.partners.is_empty().then_some(None);
            let partners = choice.partners.iter().zip(1..).map(|(&(row, density), rank)| Some((row, density, rank)));
            for partner in none.into_iter().chain(partners) {
                advice.period.push(presence.period);
                advice.region.push(presence.regions[choice.row]);
                advice.rank.push(choice.rank);
                advice.industry.push(presence.industries[choice.column]);
                numbers[0].push(choice.score);
                numbers[1].push(outlook.density[cell]);
                numbers[2].push(outlook.of_industries[choice.column]);
                numbers[3].push(outlook.gain[cell]);
                advice.partner.push(partner.map(|(row, _, rank)| (presence.regions[row], rank)));
                measure.push(partner.map_or(f64::NAN, |(row, _, _)| presence.measure[row * width + choice.column]));
                added.push(partner.map_or(f64::NAN, |(_, density, _)| density));
            }
        }
    }
    if alone > 0 {
        findings.push(at("STR315", None, alone));
    }
    advice.numbers = numbers.map(Nullable::from_raw);
    (advice.partner_measure, advice.added_density) = (Nullable::from_raw(measure), Nullable::from_raw(added));
    advice.findings = findings;
    advice
}

/// The best candidates of each region, and how many were passed over because their presence is unknown.
fn choose(outlook: &Outlook, ranking: Ranking) -> (Vec<Choice>, usize) {
    let presence = &outlook.presence;
    let width = presence.industries.len();
    let mut unknown = 0;
    let mut choices = Vec::new();
    for (row, &region) in presence.regions.iter().enumerate() {
        if ranking.region.is_some_and(|only| only != region) {
            continue;
        }
        let parts = |column: usize| {
            let cell = row * width + column;
            [outlook.density[cell], outlook.of_industries[column], outlook.gain[cell]]
        };
        let mut candidates: Vec<usize> = Vec::new();
        for column in 0..width {
            match presence.is_present(row, column) {
                None => unknown += 1,
                Some(true) => {}
                Some(false) => {
                    let weighed = parts(column).into_iter().zip(ranking.weights).filter(|(_, weight)| *weight > 0.0);
                    if weighed.into_iter().all(|(part, _)| !part.is_nan()) {
                        candidates.push(column);
                    }
                }
            }
        }
        let mut scores = vec![0.0; candidates.len()];
        for (part, weight) in ranking.weights.into_iter().enumerate().filter(|(_, weight)| *weight > 0.0) {
            let values: Vec<f64> = candidates.iter().map(|&column| parts(column)[part]).collect();
            let (mean, deviation) = moments(&values, false);
            if deviation > 0.0 {
                scores.iter_mut().zip(values).for_each(|(score, value)| *score += weight * (value - mean) / deviation);
            }
        }
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by(|&one, &two| scores[two].total_cmp(&scores[one]));
        for (place, rank) in order.into_iter().take(ranking.count).zip(1..) {
            choices.push(Choice { row, rank, column: candidates[place], score: scores[place], partners: Vec::new() });
        }
    }
    (choices, unknown)
}

/// Adds to each choice the regions that have the activity and could add most density to it.
fn with_partners(outlook: &Outlook, nearness: Nearness, count: usize, mut choices: Vec<Choice>) -> Vec<Choice> {
    let presence = &outlook.presence;
    let space = Space::of_presence(presence, true, nearness.formula);
    // Whether an activity counts itself makes no difference here: who has it would add it.
    let related = Related::new(&space, nearness);
    let industries = presence.industries.len();
    choices.sort_by_key(|choice| (choice.column, choice.row));
    choices.par_chunk_by_mut(|one, two| one.column / LANES == two.column / LANES).for_each(|choices| {
        let from = choices[0].column / LANES * LANES;
        let mut strip = vec![[0.0; LANES]; industries];
        let sums = related.strip(from, &mut strip);
        for choice in choices {
            let lane = choice.column - from;
            let mut partners: Vec<(usize, f64)> = presence
                .by_industry
                .ones(choice.column)
                .map(|partner| {
                    let offered = presence.present.ones_without(partner, &presence.present, choice.row);
                    (partner, sum(offered.map(|column| strip[column][lane])) / sums[lane])
                })
                .collect();
            partners.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
            partners.truncate(count);
            choice.partners = partners;
        }
    });
    choices.sort_by_key(|choice| (choice.row, choice.rank));
    choices
}

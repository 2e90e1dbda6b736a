//! Complementarity: what one region has that another lacks and could use.

use super::density::{Nearness, Related, tables};
use super::presence::{Pairs, Presence, Rule, by_period};
use super::relatedness::Space;
use super::shared;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{LANES, Lane, Nullable};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "complementarity",
    version: 1,
    study: "structure",
    title: text("区域互补性", "Complementarity between regions"),
    question: text(
        "甲地拥有、乙地没有而与乙地相关的活动有多少：谁能补谁的短板？",
        "How much does one region have that another lacks and is close to: who can complete whom?",
    ),
    formula: text(
        "A 为区域（提供方），B 为对方。complementarity = |A∖B| / |A|；relatedness = A∖B 中各活动在 B 的密度 ω_Bj 的均值；related_complementarity = Σ_{j∈A∖B} ω_Bj / |A|；added_density = B 所没有的活动 i 的 Σ_{j∈A∖B} φ_ij / Σ_j φ_ij 的均值，即 A 能使 B 的密度平均提高多少；similarity = |A∩B| / √(|A||B|)。密度与关联度见 relatedness_density，行业自身默认不计。",
        "A is the region that offers, B its partner. complementarity = |A∖B| / |A|; relatedness = mean of the density ω_Bj in B over the activities j of A∖B; related_complementarity = Σ_{j∈A∖B} ω_Bj / |A|; added_density = mean over the activities i that B lacks of Σ_{j∈A∖B} φ_ij / Σ_j φ_ij: by how much A could raise the density of B; similarity = |A∩B| / √(|A||B|). Density and relatedness as in relatedness_density, an industry by default not counting itself.",
    ),
    limits: text(
        "有方向：A 补 B 与 B 补 A 是两行。相同的区域互补性为 0、相似度为 1；毫无共同之处则相反。没有活动的区域为空。说明潜力，不说明两地能否合作。",
        "Directed: A for B and B for A are two rows. The same structure has complementarity 0 and similarity 1, nothing in common the reverse. Null for a region without any activity. Tells of potential, not of whether two places can work together.",
    ),
    reference: "Balland, P.-A., Boschma, R. (2021). Complementary interregional linkages and Smart Specialisation. Regional Studies 55(6), 1059–1070.",
    aliases: &["complementary", "interregional linkages", "互补性", "互补"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        shared::RELATEDNESS,
        Parameter { default: Some("excluded"), ..shared::ITSELF },
        shared::NEIGHBOURS,
        Parameter {
            name: "strongest",
            kind: ParameterKind::Integer { min: 0, max: 1_000_000 },
            default: Some("0"),
            title: text("最能互补的若干个", "Strongest partners"),
            help: text(
                "对每个对方只列 added_density 最高的若干提供方；0 表示全部",
                "For each partner only so many regions of highest added_density; 0 for all",
            ),
        },
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        crate::profile::PARTNER_COLUMN,
        Column::new(
            "offered",
            ColumnKind::Integer,
            text("可提供的活动数", "Activities offered"),
            text("区域有而对方没有的活动数", "How many the region has that the partner lacks"),
        ),
        Column::new(
            "complementarity",
            ColumnKind::Number,
            text("互补性", "Complementarity"),
            text("其占区域全部活动的份额", "Their share in all activities of the region"),
        ),
        Column::new(
            "relatedness",
            ColumnKind::Number,
            text("与对方的关联", "Relatedness to the partner"),
            text(
                "这些活动在对方的平均密度；没有时为空",
                "Mean density of the partner in them; null where there are none",
            ),
        ),
        Column::new(
            "related_complementarity",
            ColumnKind::Number,
            text("关联互补性", "Related complementarity"),
            text("互补性乘以关联", "Complementarity times relatedness"),
        ),
        Column::new(
            "added_density",
            ColumnKind::Number,
            text("可增加的密度", "Added density"),
            text(
                "对方所缺活动的密度平均可提高多少",
                "By how much the density of what the partner lacks could rise on average",
            ),
        ),
        Column::new(
            "similarity",
            ColumnKind::Number,
            text("相似度", "Similarity"),
            text("余弦，按是否拥有", "Cosine of presences"),
        ),
    ],
};

/// What regions could do for others, sorted by period, partner and region, or by added density where only the strongest are
/// kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complementarity {
    /// The period.
    pub period: Vec<u32>,
    /// The region that offers.
    pub region: Vec<u32>,
    /// The region it could do something for.
    pub partner: Vec<u32>,
    /// How many activities the first has that the second lacks.
    pub offered: Vec<u32>,
    /// Complementarity, relatedness, related complementarity, added density and similarity.
    pub numbers: [Nullable; 5],
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Complementarity of every ordered pair of regions in each period; `strongest` other than 0 keeps for each partner the
/// regions of highest added density.
pub fn complementarity(panel: &Panel<'_>, rule: Rule, nearness: Nearness, strongest: usize) -> Complementarity {
    let (results, mut findings) =
        by_period(panel, rule, Pairs::Both, |presence| of_period(&presence, nearness, strongest));
    let mut all = Complementarity::default();
    let mut numbers: [Vec<f64>; 5] = Default::default();
    for mut result in results {
        all.period.append(&mut result.period);
        all.region.append(&mut result.region);
        all.partner.append(&mut result.partner);
        all.offered.append(&mut result.offered);
        for (all, part) in numbers.iter_mut().zip(result.numbers) {
            all.append(&mut part.into_raw());
        }
    }
    let undefined = numbers[0].iter().filter(|number| number.is_nan()).count();
    if undefined > 0 {
        findings.push(at("STR313", None, undefined));
    }
    all.numbers = numbers.map(Nullable::from_raw);
    all.findings = findings;
    all
}

fn of_period(presence: &Presence, nearness: Nearness, strongest: usize) -> Complementarity {
    let (regions, industries) = (presence.regions.len(), presence.industries.len());
    let space = Space::of_presence(presence, true, nearness.formula);
    let related = Related::new(&space, nearness);
    // What an activity would add to the densities of all that a region lacks is the outlook gain where each counts alike.
    let (mut density, mut added) = tables(presence, &related, &vec![1.0; industries]);
    for (row, (density, added)) in
        density.chunks_mut(industries.max(1)).zip(added.chunks_mut(industries.max(1))).enumerate()
    {
        presence.present.ones(row).for_each(|column| density[column] = 0.0);
        density.iter_mut().chain(added).filter(|entry| entry.is_nan()).for_each(|entry| *entry = 0.0);
    }
    let has = presence.present.selection(false);
    let mut common = vec![0u32; regions * regions];
    presence.present.overlaps(0..regions, &mut common);
    let strips: Vec<usize> = (0..regions).step_by(LANES).collect();
    // For eight partners at once the sums over what each region has, of what the partner lacks.
    let sums: Vec<[Vec<Lane>; 2]> = strips
        .par_iter()
        .map(|&from| {
            [&density, &added].map(|table| {
                let strip: Vec<Lane> = (0..industries)
                    .map(|column| {
                        std::array::from_fn(|lane| {
                            table.get((from + lane) * industries + column).copied().unwrap_or(0.0)
                        })
                    })
                    .collect();
                let mut sums = vec![[0.0; LANES]; regions];
                has.add(&strip, &mut sums);
                sums
            })
        })
        .collect();
    let mut result = Complementarity::default();
    let mut numbers: [Vec<f64>; 5] = Default::default();
    for partner in 0..regions {
        let [near, adds] = &sums[partner / LANES];
        let lane = partner % LANES;
        let mut order: Vec<usize> = (0..regions).filter(|&region| region != partner).collect();
        if strongest > 0 {
            order.sort_by(|&one, &two| adds[two][lane].total_cmp(&adds[one][lane]));
            order.truncate(strongest);
        }
        let lacking = industries as f64 - f64::from(presence.diversity[partner]);
        for region in order {
            let (own, other) = (presence.diversity[region], presence.diversity[partner]);
            let both = common[region * regions + partner];
            let offered = own - both;
            // Without activities on a side nothing can be compared.
            let known = if own > 0 && other > 0 { 1.0 } else { f64::NAN };
            let (whole, offering) = (known * f64::from(own), known * f64::from(offered));
            result.period.push(presence.period);
            result.region.push(presence.regions[region]);
            result.partner.push(presence.regions[partner]);
            result.offered.push(offered);
            numbers[0].push(offering / whole);
            numbers[1].push(near[region][lane] / offering);
            numbers[2].push(near[region][lane] / whole);
            numbers[3].push(known * adds[region][lane] / lacking.max(1.0));
            numbers[4].push(f64::from(both) / (whole * f64::from(other)).sqrt());
        }
    }
    result.numbers = numbers.map(Nullable::from_raw);
    result
}

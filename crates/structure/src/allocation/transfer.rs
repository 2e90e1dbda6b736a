//! Suitability of transfers: which industry could move from which region to which.

use crate::complexity::relatedness::{Between, Counts, Formula, relatedness};
use crate::complexity::{Measure, Rule};
use crate::declare::{INDUSTRY_COLUMN, PANEL, REGIONS, integer, number, parameter};
use crate::location_quotient::{Reference, location_quotient};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "transfer_suitability",
    version: 1,
    study: "structure",
    title: text("产业转移承接适配度", "Suitability of transfers"),
    question: text(
        "哪个行业适合由哪个区域转出、由哪个区域承接？",
        "Which industry could well move out of which region, and which region could take it?",
    ),
    formula: text(
        "产业梯度系数 g_ra = 区位商 LQ_ra × 比较劳动生产率 B_ra，B = (y_ra/Σ_r y_ra)/(e_ra/Σ_r e_ra)，y 产出，e 就业。落差 drop = (g_o − g_h)/(g_o + g_h)，只取 g_o > g_h。承接基础 fit = Σ_{q≠a} M_hq φ_aq / Σ_{q≠a} φ_aq，M 为 LQ ≥ 1，φ 为行业邻近度。接近度 nearness = 1/(1 + d_oh/half)，未选距离时为 1。适配度 score = drop · fit · nearness ∈ [0, 1]。",
        "Gradient of an industry g_ra = location quotient LQ_ra × comparative productivity B_ra, B = (y_ra/Σ_r y_ra)/(e_ra/Σ_r e_ra), with output y and employment e. drop = (g_o − g_h)/(g_o + g_h), only where g_o > g_h. fit = Σ_{q≠a} M_hq φ_aq / Σ_{q≠a} φ_aq, where M is LQ ≥ 1 and φ the proximity of industries. nearness = 1/(1 + d_oh/half), 1 where no distance is chosen. score = drop · fit · nearness, in [0, 1].",
    ),
    limits: text(
        "三个因素等权相乘，是筛选而不是预测：有一项为零则不适配。成本、土地、能耗、环境门槛不在其内，请用 placement 与 scorecard 另行审查。承接地须已有该行业的产出，否则其梯度无定义。",
        "Three factors multiplied: a sieve, not a forecast, and one zero rules a transfer out. Costs, land, energy and emissions are not in it: look at placement and scorecard. A host needs some output of the industry, else its gradient is undefined.",
    ),
    reference: "Dai, H. (2006). Industrial gradient coefficients and the transfer of industries (LQ times comparative labour productivity). Hidalgo, C. A. et al. (2007). The product space conditions the development of nations. Science 317, 482–487. The product of the three is our own.",
    aliases: &["industrial_transfer", "gradient_coefficient", "产业梯度系数", "产业转移", "承接适配"],
    inputs: &[
        PANEL,
        REGIONS,
        Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true },
    ],
    parameters: &[
        parameter(
            "output",
            ParameterKind::Text,
            Some("output"),
            "产出",
            "Output",
            "产出的指标，按区域与行业",
            "The indicator of output, by region and industry",
        ),
        parameter(
            "employment",
            ParameterKind::Text,
            Some("employment"),
            "就业",
            "Employment",
            "就业的指标，按区域与行业",
            "The indicator of employment, by region and industry",
        ),
        parameter(
            "measure",
            ParameterKind::Text,
            None,
            "距离",
            "Distance",
            "region_pair 中的一项度量（如 rail_minutes）；省略则不计距离",
            "A measure of the table region_pair, such as rail_minutes; distance does not count when absent",
        ),
        parameter(
            "half",
            ParameterKind::Number { min: 1e-9, max: 1e9, unit: None },
            Some("120"),
            "减半距离",
            "Half distance",
            "接近度为一半的距离",
            "The distance at which nearness is one half",
        ),
        parameter(
            "strongest",
            ParameterKind::Integer { min: 1, max: 10_000 },
            Some("5"),
            "前几名",
            "Strongest",
            "每个转出地与行业列出的承接地个数",
            "How many hosts are listed for each origin and industry",
        ),
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        Column::new(
            "origin",
            ColumnKind::Code { system: CodeSystem::Region },
            text("转出地", "Origin"),
            text("转出的区域", "The region it would leave"),
        ),
        Column::new(
            "host",
            ColumnKind::Code { system: CodeSystem::Region },
            text("承接地", "Host"),
            text("承接的区域", "The region that would take it"),
        ),
        INDUSTRY_COLUMN,
        number(
            "origin_gradient",
            "转出地梯度",
            "Gradient of the origin",
            "转出地的梯度系数",
            "LQ times comparative productivity",
        ),
        number(
            "host_gradient",
            "承接地梯度",
            "Gradient of the host",
            "承接地的梯度系数",
            "Gradient coefficient of the host",
        ),
        number("fit", "承接基础", "Fit", "承接地的关联密度", "Relatedness density of the host"),
        number("nearness", "接近度", "Nearness", "距离为 half 时为一半", "One half at the distance half"),
        number("score", "适配度", "Score", "落差、基础与接近度之积", "Product of drop, fit and nearness"),
        integer("rank", "名次", "Rank", "在该转出地与行业的承接地中", "Among the hosts of this origin and industry"),
    ],
};

/// A transfer that could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Period id.
    pub period: u32,
    /// Region it would leave.
    pub origin: u32,
    /// Region that would take it.
    pub host: u32,
    /// Industry id.
    pub industry: u32,
    /// Gradient coefficients of the origin and the host.
    pub gradients: [f64; 2],
    /// Relatedness density of the host, the industry itself left out.
    pub fit: f64,
    /// How near the two are.
    pub nearness: f64,
    /// Drop times fit times nearness.
    pub score: f64,
    /// Among the hosts of the origin and the industry, from 1.
    pub rank: u32,
}

/// The gradient coefficients of the cells of a period.
type Gradients = BTreeMap<(u32, u32), f64>;

/// The best hosts of each industry and origin, by period, origin, industry and rank. `distance` gives the distance of a pair of
/// regions, `None` where unknown; `half` is where nearness is one half. Both panels have the same ids.
///
/// Ties in score go to the smaller id of the host.
pub fn transfer_suitability(
    output: &Panel<'_>,
    employment: &Panel<'_>,
    distance: Option<&dyn Fn(u32, u32) -> Option<f64>>,
    half: f64,
    strongest: usize,
) -> (Vec<Transfer>, Vec<Diagnostic>) {
    let quotients = location_quotient(output, Reference::Total);
    let mut findings = quotients.findings;
    let (by_output, by_employment) = (Cells::of(output), Cells::of(employment));
    let rule = Rule { measure: Measure::Quotient, threshold: 1.0, strict: false, absent: Absent::Zero };
    let pairs = relatedness(output, rule, Between::Industries, Formula::Proximity, Counts::Presence, 0);
    let mut near: BTreeMap<u32, BTreeMap<u32, Vec<(u32, f64)>>> = BTreeMap::new();
    for n in 0..pairs.one.len() {
        let Some(value) = pairs.relatedness.get(n).filter(|value| *value > 0.0) else { continue };
        let of_period = near.entry(pairs.period[n]).or_default();
        for (one, other) in [(pairs.one[n], pairs.other[n]), (pairs.other[n], pairs.one[n])] {
            of_period.entry(one).or_default().push((other, value));
        }
    }
    let mut gradients: BTreeMap<u32, Gradients> = BTreeMap::new();
    let mut present: BTreeMap<u32, BTreeSet<(u32, u32)>> = BTreeMap::new();
    let mut undefined = 0;
    for n in 0..output.len() {
        let (period, region, industry) = (output.period()[n], output.region()[n], output.industry()[n]);
        let quotient = quotients.quotient.get(n);
        if quotient.is_some_and(|quotient| quotient >= 1.0) {
            present.entry(period).or_default().insert((region, industry));
        }
        let productivity = by_output
            .share(period, region, industry)
            .zip(by_employment.share(period, region, industry))
            .map(|(output, employment)| output / employment);
        let gradient = quotient.zip(productivity).map(|(q, b)| q * b).filter(|g| g.is_finite() && *g > 0.0);
        undefined += usize::from(gradient.is_none() && output.value(n) != Some(0.0));
        if let Some(gradient) = gradient {
            gradients.entry(period).or_default().insert((industry, region), gradient);
        }
    }
    if undefined > 0 {
        findings.push(at("STR705", None, undefined));
    }
    let (mut found, mut apart) = (Vec::new(), 0);
    let nobody = BTreeSet::new();
    for (period, gradients) in &gradients {
        let near = near.get(period);
        let present = present.get(period).unwrap_or(&nobody);
        let fit = |region: u32, industry: u32| {
            let near = near.and_then(|near| near.get(&industry))?;
            let all: f64 = near.iter().map(|(_, value)| value).sum();
            let here: f64 = near.iter().filter(|(other, _)| present.contains(&(region, *other))).map(|(_, v)| v).sum();
            Some(here / all)
        };
        let fits: Gradients = gradients
            .keys()
            .filter_map(|&(industry, region)| Some(((industry, region), fit(region, industry)?)))
            .collect();
        for (&(industry, origin), &from) in gradients {
            let mut hosts = Vec::new();
            for (&(_, host), &to) in gradients.range((industry, 0)..=(industry, u32::MAX)) {
                if host == origin || to >= from {
                    continue;
                }
                let nearness = match distance.map(|distance| distance(origin, host)) {
                    None => 1.0,
                    Some(Some(distance)) if distance >= 0.0 => 1.0 / (1.0 + distance / half),
                    Some(_) => {
                        apart += 1;
                        continue;
                    }
                };
                let Some(&fit) = fits.get(&(industry, host)) else { continue };
                let score = (from - to) / (from + to) * fit * nearness;
                hosts.push(Transfer {
                    period: *period,
                    origin,
                    host,
                    industry,
                    gradients: [from, to],
                    fit,
                    nearness,
                    score,
                    rank: 0,
                });
            }
            hosts.sort_by(|one, two| two.score.total_cmp(&one.score).then(one.host.cmp(&two.host)));
            hosts.truncate(strongest);
            (1u32..).zip(&mut hosts).for_each(|(rank, host)| host.rank = rank);
            found.extend(hosts);
        }
    }
    if apart > 0 {
        findings.push(at("STR706", None, apart));
    }
    found.sort_by_key(|one| (one.period, one.origin, one.industry, one.rank));
    (found, findings)
}

/// The positive cells of a panel and the sums of its industries.
struct Cells {
    value: BTreeMap<(u32, u32, u32), f64>,
    of_industry: BTreeMap<(u32, u32), f64>,
}

impl Cells {
    fn of(panel: &Panel<'_>) -> Self {
        let mut cells = Self { value: BTreeMap::new(), of_industry: BTreeMap::new() };
        for n in 0..panel.len() {
            let Some(value) = panel.value(n).filter(|value| *value > 0.0) else { continue };
            cells.value.insert((panel.period()[n], panel.industry()[n], panel.region()[n]), value);
        }
        // In the order of ids, whatever the order of rows.
        for (&(period, industry, _), value) in &cells.value {
            *cells.of_industry.entry((period, industry)).or_default() += value;
        }
        cells
    }

    fn share(&self, period: u32, region: u32, industry: u32) -> Option<f64> {
        let value = self.value.get(&(period, industry, region))?;
        Some(value / self.of_industry.get(&(period, industry))?)
    }
}

//! Relatedness density: how close a region is to every activity, and what it would gain by it.

use super::index::{Indices, Notes, Variant, indices, moments};
use super::presence::{Pairs, Presence, Rule, by_period};
use super::relatedness::{Formula, Space, strongest_pairs};
use super::shared;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{Bits, LANES, Lane, column_sums};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "relatedness_density",
    version: 1,
    study: "structure",
    title: text("关联密度与复杂度前景", "Relatedness density and complexity outlook"),
    question: text(
        "每个区域离每项活动有多近，获得它又会打开多少前景？",
        "How close is each region to each activity, and how much would having it open up?",
    ),
    formula: text(
        "密度 ω_rp = Σ_q M_rq φ_pq / Σ_q φ_pq，φ 为关联度（见 relatedness），距离 1 − ω。前景指数 COI_r = Σ_p ω_rp (1 − M_rp) PCI_p，再标准化；前景增益 COG_rp = Σ_q (1 − M_rq) φ_pq PCI_q / Σ_s φ_qs，只对尚未拥有的活动给出。其中 PCI 为未减均值、以区域指数标准差为单位的行业指数（与 ecomplexity 相同）。neighbours=k 时只对每项活动关联度最高的 k 个求和（不含自身；相同时取编号小者）。",
        "Density ω_rp = Σ_q M_rq φ_pq / Σ_q φ_pq with φ the relatedness (see relatedness); distance 1 − ω. Outlook index COI_r = Σ_p ω_rp (1 − M_rp) PCI_p, then standardised; outlook gain COG_rp = Σ_q (1 − M_rq) φ_pq PCI_q / Σ_s φ_qs, given only for activities that the region does not have. PCI is here the index of industries without its mean taken off, in units of the standard deviation of the regions (as in ecomplexity). With neighbours=k the density sums over the k most related of each activity only (not itself; of equals the first).",
    ),
    limits: text(
        "表中每个区域与每个行业都有一行，未列出的组合也在内。关联度之和为零时密度为空；没有 PCI 的行业不计入前景。数值未知的单元不算拥有，列 present 为空。密度反映可能性，不是因果。",
        "Every pair of region and industry has a row, also those that the table does not list. Density is null where relatedness sums to zero; industries without a PCI add nothing to the outlook. A cell of unknown value counts as not present, and its column present is null. Density tells what is likely, not why.",
    ),
    reference: "Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). Science 317(5837), 482–487. Hausmann, R., Hidalgo, C. A., Bustos, S. et al. (2014). The Atlas of Economic Complexity. MIT Press.",
    aliases: &["density", "distance", "cog", "coi", "complexity outlook", "关联密度", "前景指数", "前景增益"],
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
        shared::ITSELF,
        shared::NEIGHBOURS,
        shared::COMPONENTS,
        shared::DIVISOR,
        shared::INDUSTRY_SCALE,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        shared::INDUSTRY_COLUMN,
        Column::new(
            "measure",
            ColumnKind::Number,
            text("区位商或数值", "Quotient or value"),
            text("与阈值比较的量", "What was compared with the threshold"),
        ),
        Column::new("present", ColumnKind::Boolean, text("拥有", "Present"), text("未知时为空", "Null where unknown")),
        Column::new(
            "density",
            ColumnKind::Number,
            text("关联密度", "Density"),
            text("0 至 1；距离为 1 减密度", "From 0 to 1; distance is 1 less density"),
        ),
        Column::new(
            "outlook_gain",
            ColumnKind::Number,
            text("前景增益", "Outlook gain"),
            text("已拥有的活动为空", "Null for what the region has"),
        ),
        Column::new(
            "region_complexity",
            ColumnKind::Number,
            text("区域复杂度", "Complexity of the region"),
            text("ECI", "ECI"),
        ),
        Column::new(
            "industry_complexity",
            ColumnKind::Number,
            text("行业复杂度", "Complexity of the industry"),
            text("PCI", "PCI"),
        ),
        Column::new(
            "outlook",
            ColumnKind::Number,
            text("前景指数", "Outlook index"),
            text("区域的 COI，标准化", "COI of the region, standardised"),
        ),
    ],
};

/// The variant of the density.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nearness {
    /// How related industries are.
    pub formula: Formula,
    /// Whether an industry counts as unrelated to itself; otherwise as related by 1.
    pub without_itself: bool,
    /// Only so many most related industries; 0: all.
    pub neighbours: usize,
}

/// How close the regions of a period are to its industries. Tables are by region, then industry, in the order of
/// [`Presence::regions`] and [`Presence::industries`]; NaN where undefined.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// Who has what, with the measure compared.
    pub presence: Presence,
    /// Density.
    pub density: Vec<f64>,
    /// Outlook gain; undefined for what a region has.
    pub gain: Vec<f64>,
    /// Complexity index by region.
    pub of_regions: Vec<f64>,
    /// Complexity index by industry.
    pub of_industries: Vec<f64>,
    /// Outlook index by region.
    pub outlook: Vec<f64>,
}

/// Density and outlook of every region and industry in each period, and what was found. Periods and strips of industries
/// side by side; the same bits at any number of threads.
pub fn relatedness_density(
    panel: &Panel<'_>,
    rule: Rule,
    variant: Variant,
    nearness: Nearness,
) -> (Vec<Outlook>, Vec<Diagnostic>) {
    let (results, mut findings) =
        by_period(panel, rule, Pairs::Industries, |presence| outlook(presence, variant, nearness));
    findings.extend(Notes::findings(results.iter().map(|(_, notes)| *notes)));
    let results: Vec<Outlook> = results.into_iter().map(|(result, _)| result).collect();
    let undefined: usize = results
        .par_iter()
        .map(|result| {
            result.density.iter().take(result.presence.industries.len()).filter(|density| density.is_nan()).count()
        })
        .sum();
    if undefined > 0 {
        findings.push(at("STR310", None, undefined));
    }
    (results, findings)
}

/// Density and outlook of one period.
pub(crate) fn outlook(presence: Presence, variant: Variant, nearness: Nearness) -> (Outlook, Notes) {
    let Indices { of_regions, of_industries, outlook: potential, notes, .. } = indices(&presence, variant);
    let space = Space::of_presence(&presence, true, nearness.formula);
    let related = Related::new(&space, nearness);
    let (density, gain) = tables(&presence, &related, &potential);
    let width = presence.industries.len();
    let raw: Vec<f64> = density
        .par_chunks(width.max(1))
        .enumerate()
        .map(|(row, line)| {
            let mut sum = 0.0;
            for (place, word) in presence.present.row(row).iter().enumerate() {
                let columns = place * 64..width.min(place * 64 + 64);
                for (bit, (&density, &potential)) in line[columns.clone()].iter().zip(&potential[columns]).enumerate() {
                    let part = density * potential;
                    sum += if word >> bit & 1 == 1 || part.is_nan() { 0.0 } else { part };
                }
            }
            sum
        })
        .collect();
    let sample = matches!(variant.scale, super::index::Scale::Standard { sample: true, .. });
    let (mean, deviation) = moments(&raw, sample);
    let outlook =
        raw.iter()
            .map(|raw| {
                if deviation > 0.0 && !potential.iter().all(|p| p.is_nan()) {
                    (raw - mean) / deviation
                } else {
                    f64::NAN
                }
            })
            .collect();
    (Outlook { presence, density, gain, of_regions, of_industries, outlook }, notes)
}

/// Relatedness as the density uses it.
pub(crate) struct Related<'s> {
    space: &'s Space,
    itself: f64,
    /// By industry, which others count.
    nearest: Option<Bits>,
}

impl<'s> Related<'s> {
    pub(crate) fn new(space: &'s Space, nearness: Nearness) -> Self {
        Self {
            space,
            itself: if nearness.without_itself { 0.0 } else { 1.0 },
            nearest: (nearness.neighbours > 0).then(|| strongest_pairs(space, nearness.neighbours)),
        }
    }

    /// The relatedness of all industries to those from `from` on, and its sums.
    pub(crate) fn strip(&self, from: usize, strip: &mut [Lane]) -> Lane {
        self.space.strip(from, self.itself, strip);
        if let Some(nearest) = &self.nearest {
            for lane in 0..LANES.min(self.space.size() - from) {
                for (row, strip) in strip.iter_mut().enumerate() {
                    if row != from + lane && !nearest.get(from + lane, row) {
                        strip[lane] = 0.0;
                    }
                }
            }
        }
        let mut sums = [0.0; LANES];
        column_sums(strip, &mut sums);
        sums
    }
}

/// Strips that are computed before their results are put in place.
const BATCH: usize = 16;

/// Density and outlook gain of all regions and industries.
pub(crate) fn tables(presence: &Presence, related: &Related<'_>, potential: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (regions, industries) = (presence.regions.len(), presence.industries.len());
    let starts: Vec<usize> = (0..industries).step_by(LANES).collect();
    let all: Vec<Lane> = starts
        .par_iter()
        .map_init(|| vec![[0.0; LANES]; industries], |strip, &from| related.strip(from, strip))
        .collect();
    // What an industry adds to the outlook of its neighbours; without a sum or an index, nothing.
    let worth: Vec<f64> = potential
        .iter()
        .zip(all.iter().flatten())
        .map(|(potential, sum)| if *sum > 0.0 && !potential.is_nan() { potential / sum } else { 0.0 })
        .collect();
    let (has, lacks) = (presence.present.selection(false), presence.present.selection(true));
    let mut density = vec![0.0; regions * industries];
    let mut gain = vec![0.0; regions * industries];
    for batch in starts.chunks(BATCH) {
        let parts: Vec<[Vec<Lane>; 2]> = batch
            .par_iter()
            .map_init(
                || vec![[0.0; LANES]; industries],
                |strip, &from| {
                    let sums = related.strip(from, strip);
                    let mut near = vec![[0.0; LANES]; regions];
                    has.add(strip, &mut near);
                    for row in &mut near {
                        for lane in 0..LANES {
                            row[lane] /= sums[lane];
                        }
                    }
                    for (row, worth) in strip.iter_mut().zip(&worth) {
                        for entry in row {
                            *entry *= worth;
                        }
                    }
                    let mut gains = vec![[0.0; LANES]; regions];
                    lacks.add(strip, &mut gains);
                    for (row, gains) in gains.iter_mut().enumerate() {
                        let present = presence.present.row(row)[from / 64] >> (from % 64);
                        for (lane, gain) in gains.iter_mut().enumerate() {
                            *gain = if present >> lane & 1 == 1 { f64::NAN } else { *gain };
                        }
                    }
                    [near, gains]
                },
            )
            .collect();
        let first = batch[0];
        let put = |row: usize, line: &mut [f64], table: usize| {
            for (part, place) in parts.iter().zip(line[first..].chunks_mut(LANES)) {
                for (place, number) in place.iter_mut().zip(part[table][row]) {
                    *place = number;
                }
            }
        };
        let lines = density.par_chunks_mut(industries).zip(gain.par_chunks_mut(industries)).enumerate();
        lines.with_min_len(64).for_each(|(row, (density, gain))| {
            put(row, density, 0);
            put(row, gain, 1);
        });
    }
    (density, gain)
}

//! Binding space: where regions lie, what lies between them, who is whose neighbour.

use crate::boundaries::Border;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::panel::Labels;
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use crate::{EngineError, methods::Bound};
use liantu_model::period::epoch_days;
use liantu_model::{Diagnostic, Observation, Period, Words};
use liantu_structure::space::{
    Bandwidth, Kernel, Places, Rule, Touch, Weights, WeightsError, from_pairs, kernel, nearest, within,
};
use std::collections::BTreeSet;

/// One measure between pairs of regions.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// `(from, to, value)` by the numbers of the regions; NaN where unknown.
    pub cells: Vec<(u32, u32, f64)>,
    pub observation: Observation,
    /// For the provenance.
    pub described: Words,
}

impl Pairs {
    /// The values of `measure` between the `regions`, as of `period`: those of the very period, else those without one,
    /// else of the last period that begins before it ends, else of the first. A pair given twice is refused.
    pub fn bind(rows: &Rows, measure: &str, regions: &Labels, period: &str) -> Result<Self, EngineError> {
        let of_measure: Vec<usize> =
            (0..rows.len()).filter(|&row| rows.text("measure", row) == Some(measure)).collect();
        if of_measure.is_empty() {
            let mut known: Vec<&str> = (0..rows.len()).filter_map(|row| rows.text("measure", row)).collect();
            known.sort_unstable();
            known.dedup();
            let expected = if known.is_empty() {
                Words::new("含有该度量的表 region_pair", "a table region_pair with this measure")
            } else {
                one_of(known)
            };
            return Err(EngineError::parameter("measure", measure, expected));
        }
        let chosen = choose(of_measure.iter().map(|&row| rows.text("period", row)), period);
        let mut pairs = Self::default();
        let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
        for row in of_measure.into_iter().filter(|&row| rows.text("period", row) == chosen.as_deref()) {
            let number = |column: &str| rows.text(column, row).and_then(|code| regions.number(code));
            let (Some(from), Some(to)) = (number("from_region"), number("to_region")) else { continue };
            if !seen.insert((from, to)) {
                return Err(EngineError::parameter(
                    "measure",
                    measure,
                    Words::new(
                        format!("从 {} 到 {} 只给一个值，而不是多个", regions.0[from as usize], regions.0[to as usize]),
                        format!(
                            "one value from {} to {}, not several",
                            regions.0[from as usize], regions.0[to as usize]
                        ),
                    ),
                ));
            }
            pairs.observation = pairs.observation.max(rows.observation(row));
            pairs.cells.push((from, to, rows.number("value", row).unwrap_or(f64::NAN)));
        }
        let of = chosen.as_deref().map_or_else(String::new, |period| format!(" of {period}"));
        let of_zh = chosen.map_or_else(String::new, |period| format!("（{period}）"));
        let count = pairs.cells.len();
        pairs.described =
            Words::new(format!("{measure}{of_zh} 的 {count} 对"), format!("{count} pairs of {measure}{of}"));
        Ok(pairs)
    }
}

/// The period of the rows to read for `wanted`; `None` means the rows without one.
pub(crate) fn choose<'a>(periods: impl Iterator<Item = Option<&'a str>>, wanted: &str) -> Option<String> {
    let mut known: Vec<Option<&str>> = periods.collect();
    known.sort_unstable();
    known.dedup();
    if !wanted.is_empty() && known.contains(&Some(wanted)) {
        return Some(wanted.to_owned());
    }
    if known.contains(&None) {
        return None;
    }
    let mut dated: Vec<(Period, &str)> =
        known.into_iter().flatten().filter_map(|label| Some((label.parse().ok()?, label))).collect();
    dated.sort_unstable();
    let end = wanted.parse::<Period>().ok().map(|period| period.end);
    let before = |period: &Period| end.flatten().is_none_or(|end| period.start < end);
    let last = dated.iter().rfind(|(period, _)| before(period)).or_else(|| dated.first());
    last.map(|(_, label)| (*label).to_owned())
}

/// Where the regions lie, as of the beginning of `period`.
pub(crate) fn places(regions: &Regions, labels: &Labels, period: &str) -> Places {
    let day = period.parse::<Period>().map_or(LATEST, |period| epoch_days(period.start));
    let places: Vec<_> = labels.0.iter().map(|code| regions.locate(code, day).0).collect();
    Places::new(&places)
}

/// Spatial weights with what was found on the way.
pub(crate) struct Space {
    /// As the source gives them: not standardised.
    pub weights: Weights,
    pub observation: Observation,
    pub findings: Vec<Diagnostic>,
    /// The variant, in words.
    pub described: Words,
}

impl Space {
    /// The weights among the regions that the parameters ask for (`structure::space::parameters`).
    pub fn bind(bound: &Bound, inputs: &Inputs, regions: &Labels, period: &str) -> Result<Self, EngineError> {
        let (cutoff, power) = (inputs.number("cutoff"), inputs.number("power"));
        let limit = if cutoff > 0.0 { cutoff } else { f64::INFINITY };
        let kind = inputs.choice("weights");
        let on_the_globe = || places(&bound.scene.regions, regions, period);
        let plain =
            |(weights, findings), described| Self { weights, observation: Observation::Observed, findings, described };
        let of_pairs = |measure: &str, rule: Rule| -> Result<Self, EngineError> {
            let pairs = Pairs::bind(bound.rows("region_pair"), measure, regions, period)?;
            let (weights, findings) = from_pairs(regions.0.len(), &pairs.cells, rule).map_err(refused)?;
            Ok(Self { weights, observation: pairs.observation, findings, described: pairs.described })
        };
        Ok(match kind {
            "nearest" => {
                let k = inputs.integer("k");
                let built = nearest(&on_the_globe(), usize::try_from(k).unwrap_or(usize::MAX));
                plain(built, Words::new(format!("大圆距离最近的 {k} 个"), format!("{k} nearest by great circle")))
            }
            "band" => {
                let places = on_the_globe();
                let km = if cutoff > 0.0 { cutoff } else { places.least_band_km().unwrap_or(0.0) };
                let told = Words::new(format!("大圆 {km:.3} 公里以内"), format!("within {km:.3} km by great circle"));
                plain(within(&places, km, 0.0).map_err(refused)?, told)
            }
            "inverse_distance" => {
                let built = within(&on_the_globe(), limit, power).map_err(refused)?;
                let told = format!("distance^-{power} up to {limit} km by great circle");
                plain(built, Words::new(format!("大圆距离的 -{power} 次方，至 {limit} 公里"), told))
            }
            _ if kind.starts_with("kernel_") => {
                let shape = Kernel::parse(kind.trim_start_matches("kernel_")).unwrap_or_default();
                let k = usize::try_from(inputs.integer("k")).unwrap_or(usize::MAX);
                let bandwidth = if cutoff > 0.0 { Bandwidth::Fixed(cutoff) } else { Bandwidth::Adaptive(k) };
                let told = match bandwidth {
                    Bandwidth::Fixed(km) => {
                        Words::new(format!("固定带宽 {km} 公里"), format!("fixed bandwidth of {km} km"))
                    }
                    Bandwidth::Adaptive(k) => {
                        Words::new(format!("带宽至第 {} 近者", k + 1), format!("bandwidth to the {}-th nearest", k + 1))
                    }
                };
                let built = kernel(&on_the_globe(), shape, bandwidth).map_err(refused)?;
                let word = shape.word();
                let told = Words::new(
                    format!("大圆距离的 {word} 核，{}，自身无权重", told.zh),
                    format!("{word} kernel by great circle, {}, no weight on itself", told.en),
                );
                plain(built, told)
            }
            "queen" | "rook" => {
                let touch = if kind == "queen" { Touch::Queen } else { Touch::Rook };
                if bound.borders.is_empty() {
                    let found = of_pairs("contiguity", Rule::Contact).map_err(|_| {
                        EngineError::parameter(
                            "weights",
                            kind,
                            Words::new(
                                "工作空间中的边界，或 region_pair 中的度量 contiguity",
                                "boundaries in the workspace, or the measure contiguity in region_pair",
                            ),
                        )
                    })?;
                    let told = Words::new(
                        format!("{kind}：{}，按所给", found.described.zh),
                        format!("{kind}: {} as stated", found.described.en),
                    );
                    return Ok(Self { described: told, ..found });
                }
                let told = Words::new(format!("边界的 {kind} 邻接"), format!("{kind} contiguity of boundaries"));
                plain((contact(&bound.borders, touch, regions)?, Vec::new()), told)
            }
            _ => {
                let rule = match inputs.choice("pair_rule") {
                    "within" => Rule::Within(limit),
                    "inverse" => Rule::Inverse { power, cutoff: limit },
                    "value" => Rule::AsGiven,
                    _ => Rule::Contact,
                };
                of_pairs(inputs.text("measure").unwrap_or("contiguity"), rule)?
            }
        })
    }
}

fn contact(borders: &[Border], touch: Touch, regions: &Labels) -> Result<Weights, EngineError> {
    let mut entries = Vec::new();
    for border in borders.iter().filter(|border| touch == Touch::Queen || border.rook) {
        if let (Some(one), Some(two)) = (regions.number(&border.one), regions.number(&border.two)) {
            entries.extend([(one, two, 1.0), (two, one, 1.0)]);
        }
    }
    Weights::new(regions.0.len(), entries).map_err(refused)
}

fn refused(error: WeightsError) -> EngineError {
    match error {
        WeightsError::TooMany { most } => {
            let expected = Words::new(
                format!("更短的距离：相邻对超过 {most}"),
                format!("a narrower distance: more than {most} pairs of neighbours"),
            );
            EngineError::parameter("cutoff", "0", expected)
        }
        other => EngineError::Internal { reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn the_period_nearest_in_the_past_is_read() {
        let labels = [Some("2015"), Some("2019"), Some("2023")];
        let pick = |wanted: &str| choose(labels.into_iter(), wanted);
        assert_eq!(pick("2019").as_deref(), Some("2019"));
        assert_eq!(pick("2021").as_deref(), Some("2019"));
        assert_eq!(pick("2001").as_deref(), Some("2015"));
        assert_eq!(pick("").as_deref(), Some("2023"));
        assert_eq!(choose([None, Some("2015")].into_iter(), "2021"), None);
    }
}

//! Three portfolios of a region or zone: what it has long been good at, what is coming up, what is new; and who shares
//! them.

use crate::declare::{PANEL, integer, number, parameter, words};
use crate::location_quotient::{Reference, location_quotient};
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "industry_portfolio",
    version: 1,
    study: "structure",
    title: text("传统、新兴与新业态组合", "Traditional, emerging and new industries"),
    question: text(
        "各区域（自贸区）的传统优势、新兴、新业态产业各是哪些，占多少、长多快，哪些区域可以就同一组合协同？",
        "Which industries are the traditional strengths of a region or zone, which are emerging, which are new; how large are they, how fast do they grow, and who shares them?",
    ),
    formula: text(
        "比较时期内首末两期。传统优势：首末区位商都不小于阈值。新业态：首期为零而末期为正。新兴：不属前两者，区位商上升，且增长快于本区域合计。其余为 other。各组合：末期数值合计、占本区域之比、首末增长率；伙伴为同一组合中有同一行业的其他区域。",
        "The first and the last period are compared. Traditional: the location quotient reaches the threshold in both. New: zero at first and above zero at last. Emerging: neither, a quotient that rose, and growth above that of the region as a whole. All else is other. Of each portfolio: its sum at last, its share of the region, its growth; partners are other regions that have one of its industries in the same portfolio.",
    ),
    limits: text(
        "没有首期数据的行业默认为未知，不视为新业态；absent 设为 zero 时才按零计。区域合计只计已知者，其增长只看首末都已知的行业。首末之间的过程不看；阈值附近的归类可能只是波动。行业分类须前后一致。",
        "An industry without data at first is unknown and not new, unless absent is set to zero. Sums of a region are of what is known, and its growth is that of the industries known in both periods. What happened in between is not looked at, and near the threshold the class may be noise. The classification of industries has to be the same in both periods.",
    ),
    reference: "Hausmann, R., Klinger, B. (2006). Structural transformation and patterns of comparative advantage in the product space. CID Working Paper 128. Boschma, R. (2017). Relatedness as driver of regional diversification. Regional Studies 51(3), 351–364.",
    aliases: &["portfolio", "三类产业", "传统优势产业", "新兴产业", "新业态", "全产业链集成创新"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::REFERENCE,
        crate::profile::REFERENCE_REGION,
        parameter(
            "threshold",
            ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
            Some("1"),
            "优势阈值",
            "Threshold",
            "区位商不小于此值即具备优势",
            "A quotient of at least this is a strength",
        ),
        parameter(
            "absent",
            ParameterKind::Choice { of: &["unknown", "zero"] },
            Some("unknown"),
            "缺行",
            "Absent rows",
            "某期没有该行业的行：未知，或为零",
            "A period without a row of the industry: unknown, or zero",
        ),
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::REGION_COLUMN,
        words(
            "portfolio",
            "组合",
            "Portfolio",
            "traditional 传统优势，emerging 新兴，new 新业态，other 其余，unknown 未知",
            "traditional, emerging, new, other, unknown",
        )
        .required(),
        Column::new("industries", ColumnKind::List, text("行业", "Industries"), text("其中的行业", "What is in it")),
        integer("count", "行业数", "Count", "行业数", "How many industries"),
        number("value", "末期数值", "Value", "末期合计；有未知者为空", "Sum at last; null where one is unknown"),
        number("share", "占比", "Share", "占本区域末期合计", "Of all of the region at last"),
        number(
            "growth",
            "增长率",
            "Growth",
            "末期比首期；首期为零者为空",
            "Last against first; null where it was zero",
        ),
        Column::new(
            "partners",
            ColumnKind::List,
            text("伙伴", "Partners"),
            text("同一组合中有同一行业的其他区域", "Regions with one of the industries in the same portfolio"),
        ),
        Column::new(
            "shared",
            ColumnKind::List,
            text("共有行业", "Shared industries"),
            text("伙伴也有的行业", "Industries that a partner has, too"),
        ),
    ],
};

/// What an industry is to a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A strength then and now.
    Traditional,
    /// Coming up.
    Emerging,
    /// Not there at first.
    New,
    /// None of these.
    Other,
    /// Cannot be told.
    Unknown,
}

impl Class {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Traditional => "traditional",
            Self::Emerging => "emerging",
            Self::New => "new",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// A portfolio of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Portfolio {
    /// The region.
    pub region: u32,
    /// Which.
    pub class: Class,
    /// Its industries, sorted.
    pub industries: Vec<u32>,
    /// Sum in the last period; `None` where one is unknown.
    pub value: Option<f64>,
    /// Share of the region in the last period.
    pub share: Option<f64>,
    /// Growth from the first period to the last.
    pub growth: Option<f64>,
    /// Regions with one of the industries in the same portfolio, sorted.
    pub partners: Vec<u32>,
    /// Those industries, sorted.
    pub shared: Vec<u32>,
}

/// Value and quotient in a period.
type Cell = (Option<f64>, Option<f64>);

/// The portfolios of every region, by region and class. `absent` is what a period without a cell counts.
pub fn industry_portfolio(
    panel: &Panel<'_>,
    reference: Reference,
    threshold: f64,
    absent: Option<f64>,
) -> (Vec<Portfolio>, Vec<Diagnostic>) {
    let quotients = location_quotient(panel, reference);
    let mut findings = quotients.findings;
    let ends = panel.period().iter().min().zip(panel.period().iter().max());
    let Some((&first, &last)) = ends.filter(|(first, last)| first < last) else {
        findings.push(at("STR207", None, usize::from(ends.is_some())));
        return (Vec::new(), findings);
    };
    let mut cells: BTreeMap<(u32, u32), [Option<Cell>; 2]> = BTreeMap::new();
    for n in 0..panel.len() {
        let place = usize::from(panel.period()[n] != first);
        if panel.period()[n] == first || panel.period()[n] == last {
            let own = cells.entry((panel.region()[n], panel.industry()[n])).or_default();
            own[place] = Some((panel.value(n), quotients.quotient.get(n)));
        }
    }
    let known: BTreeMap<(u32, u32), [Cell; 2]> =
        cells.into_iter().map(|(key, own)| (key, own.map(|own| own.unwrap_or((absent, absent))))).collect();
    // What a region had at first and at last of what is known in both, since what was unknown has not grown from nothing; and
    // all that is known at last.
    let mut totals: BTreeMap<u32, [Vec<f64>; 3]> = BTreeMap::new();
    for ((region, _), [(before, _), (after, _)]) in &known {
        let [at_first, at_last, all] = totals.entry(*region).or_default();
        if let (Some(before), Some(after)) = (before, after) {
            at_first.push(*before);
            at_last.push(*after);
        }
        all.extend(*after);
    }
    let totals: BTreeMap<u32, [f64; 3]> = totals.into_iter().map(|(region, own)| (region, own.map(sum))).collect();
    let class = |region: u32, [(before, then), (after, now)]: [Cell; 2]| {
        let (Some(before), Some(after)) = (before, after) else { return Class::Unknown };
        if before == 0.0 && after > 0.0 {
            return Class::New;
        }
        let (Some(then), Some(now)) = (then, now) else { return Class::Unknown };
        let [whole_before, whole_after, _] = totals[&region];
        match (then >= threshold, now >= threshold) {
            (true, true) => Class::Traditional,
            _ if now > then && after * whole_before > before * whole_after => Class::Emerging,
            _ => Class::Other,
        }
    };
    let mut groups: BTreeMap<(u32, Class), Vec<u32>> = BTreeMap::new();
    let mut holders: BTreeMap<(Class, u32), BTreeSet<u32>> = BTreeMap::new();
    for (&(region, industry), own) in &known {
        let class = class(region, *own);
        groups.entry((region, class)).or_default().push(industry);
        if matches!(class, Class::Traditional | Class::Emerging | Class::New) {
            holders.entry((class, industry)).or_default().insert(region);
        }
    }
    let unknown: usize = groups.iter().filter(|((_, class), _)| *class == Class::Unknown).map(|own| own.1.len()).sum();
    if unknown > 0 {
        findings.push(at("STR208", None, unknown));
    }
    let rows = groups.into_iter().map(|((region, class), industries)| {
        let of = |place: usize| -> Option<f64> {
            let values: Option<Vec<f64>> = industries.iter().map(|own| known[&(region, *own)][place].0).collect();
            values.map(sum)
        };
        let (before, value) = (of(0), of(1));
        let whole = totals[&region][2];
        let others = |industry: &u32| -> BTreeSet<u32> {
            let all = holders.get(&(class, *industry)).into_iter().flatten();
            all.copied().filter(|other| *other != region).collect()
        };
        let partners: BTreeSet<u32> = industries.iter().flat_map(others).collect();
        let shared = industries.iter().copied().filter(|own| !others(own).is_empty()).collect();
        let share = value.filter(|_| whole > 0.0).map(|value| value / whole);
        let growth = before.filter(|before| *before > 0.0).zip(value).map(|(before, value)| value / before - 1.0);
        Portfolio { region, class, industries, value, share, growth, partners: partners.into_iter().collect(), shared }
    });
    (rows.collect(), findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::{Cells, Duplicates, Shape};
    use proptest::prelude::*;

    /// Rows: region, industry, period, value.
    fn portfolios(rows: &[(u32, u32, u32, f64)], absent: Option<f64>) -> (Vec<Portfolio>, Vec<&'static str>) {
        let of = |part: fn(&(u32, u32, u32, f64)) -> u32| rows.iter().map(part).collect::<Vec<u32>>();
        let (region, industry, period) = (of(|row| row.0), of(|row| row.1), of(|row| row.2));
        let value: Vec<f64> = rows.iter().map(|row| row.3).collect();
        let cells = Cells { region: &region, industry: &industry, period: &period, value: &value, validity: None };
        let shape = Shape { regions: 4, industries: 8, periods: 4 };
        let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).unwrap();
        let (found, findings) = industry_portfolio(&panel, Reference::Total, 1.0, absent);
        // The quotient of what nobody has is undefined, which has a code of its own.
        (found, findings.iter().map(|own| own.code).filter(|code| *code != "STR105").collect())
    }

    /// The worked example of the documentation: ships (0), chips (1), robots (2) and textiles (3) in two zones.
    const TWO: [(u32, u32, u32, f64); 15] = [
        (0, 0, 0, 60.0),
        (0, 1, 0, 10.0),
        (0, 2, 0, 0.0),
        (0, 3, 0, 30.0),
        (0, 0, 2, 70.0),
        (0, 1, 2, 40.0),
        (0, 2, 2, 10.0),
        (0, 3, 2, 20.0),
        (1, 0, 0, 20.0),
        (1, 1, 0, 20.0),
        (1, 3, 0, 60.0),
        (1, 0, 2, 20.0),
        (1, 1, 2, 50.0),
        (1, 2, 2, 5.0),
        (1, 3, 2, 65.0),
    ];

    #[test]
    fn strengths_what_comes_up_and_what_is_new() {
        let (found, codes) = portfolios(&TWO, None);
        let told: Vec<_> = found.iter().map(|own| (own.region, own.class, own.industries.clone())).collect();
        let wanted = [
            (0, Class::Traditional, vec![0]),
            (0, Class::Emerging, vec![1]),
            (0, Class::New, vec![2]),
            (0, Class::Other, vec![3]),
            (1, Class::Traditional, vec![1, 3]),
            (1, Class::Other, vec![0]),
            (1, Class::Unknown, vec![2]),
        ];
        assert_eq!((told, codes), (wanted.to_vec(), vec!["STR208"]));
        let traditional = &found[0];
        assert_eq!((traditional.value, traditional.share), (Some(70.0), Some(0.5)));
        assert!((traditional.growth.unwrap() - 1.0 / 6.0).abs() < 1e-15);
        assert_eq!((found[2].growth, found[2].partners.len()), (None, 0));
        // What has no row at first counts nothing, if one says so: then both have robots as a new industry.
        let (found, codes) = portfolios(&TWO, Some(0.0));
        let new: Vec<_> = found.iter().filter(|own| own.class == Class::New).collect();
        assert_eq!((new[0].partners.as_slice(), new[1].partners.as_slice(), codes.len()), (&[1][..], &[0][..], 0));
        assert_eq!(new[1].shared, [2]);
    }

    /// The second industry of the first region was there, but nobody knows how large: the region has not doubled.
    #[test]
    fn what_was_unknown_at_first_is_no_growth_of_the_region() {
        let rows = [
            (0, 0, 0, 50.0),
            (0, 1, 0, f64::NAN),
            (0, 2, 0, 50.0),
            (0, 0, 2, 60.0),
            (0, 1, 2, 100.0),
            (0, 2, 2, 50.0),
            (1, 0, 0, 900.0),
            (1, 2, 0, 100.0),
            (1, 0, 2, 10.0),
            (1, 2, 2, 990.0),
        ];
        let (found, _) = portfolios(&rows, None);
        let told: Vec<_> = found.iter().map(|own| (own.region, own.class, own.industries.clone())).take(3).collect();
        let wanted = [(0, Class::Emerging, vec![0]), (0, Class::Other, vec![2]), (0, Class::Unknown, vec![1])];
        assert_eq!((told, found[0].share), (wanted.to_vec(), Some(60.0 / 210.0)));
    }

    #[test]
    fn one_period_changes_nothing() {
        assert_eq!(portfolios(&TWO[..4], None), (vec![], vec!["STR207"]));
        assert_eq!(portfolios(&[], None), (vec![], vec!["STR207"]));
    }

    proptest! {
        /// Each industry of a region is in one portfolio; shares add up to one where all is known; partners are mutual.
        #[test]
        fn portfolios_part_the_industries(values in prop::collection::vec(prop::option::of(0.0f64..100.0), 3 * 5 * 2)) {
            let rows: Vec<(u32, u32, u32, f64)> = (0u32..).zip(&values).map(|(n, value)| {
                (n / 10, n / 2 % 5, n % 2, value.unwrap_or(f64::NAN))
            }).collect();
            let (found, _) = portfolios(&rows, None);
            for region in 0..3 {
                let mut all: Vec<u32> = found.iter().filter(|own| own.region == region).flat_map(|own| own.industries.clone()).collect();
                all.sort_unstable();
                prop_assert_eq!(all, [0, 1, 2, 3, 4]);
                let shares: Option<Vec<f64>> = found.iter().filter(|own| own.region == region).map(|own| own.share).collect();
                prop_assert!(shares.is_none_or(|shares| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9));
            }
            for own in &found {
                for partner in &own.partners {
                    prop_assert!(found.iter().any(|other| other.region == *partner && other.class == own.class && other.partners.contains(&own.region)));
                }
                prop_assert!(own.shared.iter().all(|industry| own.industries.contains(industry)));
            }
        }
    }
}

//! Growth screen: which firms grow fast, which climb the ladder, and where they are.

use crate::declare::{INDUSTRY_COLUMN, integer, number, parameter, words};
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "growth_screen",
    version: 1,
    study: "structure",
    title: text("高成长主体筛选与培育梯度", "Growth screen and ladder of firms"),
    question: text(
        "哪些企业高成长，谁在培育梯度上升了档、降了档，各区域、各行业占多少，带来多少净增？",
        "Which firms grow fast, which went up or down the ladder, what part of those of a region or industry is that, and how much of the net growth is theirs?",
    ),
    formula: text(
        "取时期内首末两期，相隔 T 年：年均增长 g = (末/首)^(1/T) − 1。高成长：首期规模 ≥ 最小规模且 g > 阈值。梯度：规模不小于的门槛个数；升档、降档按首末之差。高成长占比 = 高成长 / 首期达到最小规模者（含已退出者）。净增贡献 = 高成长企业的增量 / 首末都在者的净增量（净增为正时）。",
        "Of the first and the last period, T years apart: growth a year g = (last/first)^(1/T) − 1. High growth: first size ≥ the least size and g > threshold. Rung: how many bounds the size is not below; up or down by the difference. Share of high growth = high growth / firms of the least size at first, closed ones among them. Contribution = growth of those of high growth / net growth of all that were there both times (where that is above zero).",
    ),
    limits: text(
        "阈值为严格大于（欧盟统计局与经合组织：三年年均 20%、首期 10 人）。合并、改制会显得像高成长；存活偏差已由分母含退出者减轻，未知规模者单列。单位前后不同者视为未知；不同单位的规模不相加，合计按单位分行。最小规模与门槛是各行单位下的数，单位不止一种时须分别运行。",
        "The threshold has to be exceeded (Eurostat and OECD: 20 % a year over three years, ten employees at first). Mergers look like growth. Closed firms stay in the denominator against survivorship; unknown sizes are told apart, and so is who changed its unit. Sizes of different units are not added: sums have a row for each unit. The least size and the rungs are numbers in the unit of the row; where there are several, each wants a run of its own.",
    ),
    reference: "Eurostat, OECD (2007). Manual on Business Demography Statistics, ch. 8. Coad, A., Daunfeldt, S.-O., Hölzl, W., Johansson, D., Nightingale, P. (2014). High-growth firms. Industrial and Corporate Change 23(1), 91–112.",
    aliases: &["high_growth", "gazelle", "瞪羚", "高成长", "专精特新", "培育梯度"],
    inputs: &[Input {
        table: "establishment",
        columns: &["establishment_id", "region", "industry", "period", "size", "unit"],
        optional: false,
    }],
    parameters: &[
        crate::profile::PERIOD,
        parameter(
            "threshold",
            ParameterKind::Number { min: -1.0, max: 100.0, unit: None },
            Some("0.2"),
            "增长阈值",
            "Threshold",
            "年均增长须超过此值",
            "Growth a year has to exceed this",
        ),
        parameter(
            "least",
            ParameterKind::Number { min: 0.0, max: 1e15, unit: None },
            Some("10"),
            "最小规模",
            "Least size",
            "首期规模不小于此值者参加",
            "Firms take part that were at least so large at first",
        ),
        parameter(
            "rungs",
            ParameterKind::Text,
            Some("10,50,250"),
            "梯度门槛",
            "Rungs",
            "由低到高的规模门槛，以逗号分隔",
            "Sizes at which the next rung begins, rising, separated by commas",
        ),
        parameter(
            "by",
            ParameterKind::Choice { of: &["firm", "region", "industry"] },
            Some("firm"),
            "输出",
            "By",
            "逐家企业，或按区域、行业合计",
            "Each firm, or sums by region or industry",
        ),
    ],
    outputs: &[
        words("establishment", "企业", "Firm", "企业；合计时为空", "The firm; blank in sums"),
        Column::new(
            "region",
            ColumnKind::Code { system: CodeSystem::Region },
            text("区域", "Region"),
            text("末期所在；已退出者为首期所在", "Where it is in the last period; of closed ones in the first"),
        ),
        INDUSTRY_COLUMN,
        number(
            "first",
            "首期规模",
            "First",
            "首期规模；合计为首末都在者",
            "Size at first; in sums of those that were there both times",
        ),
        number("last", "末期规模", "Last", "末期规模；合计同上", "Size at last; in sums as before"),
        words("unit", "单位", "Unit", "规模的单位；合计每种单位一行", "Unit of the sizes; sums have a row for each"),
        number("growth", "年均增长", "Growth", "年均增长率", "Growth a year"),
        words(
            "screen",
            "结果",
            "Screen",
            "high 高成长，other 其他，small 首期过小，new 新设，closed 退出，unknown 未知",
            "high, other, small (at first), new, closed, unknown",
        ),
        integer("rung_first", "首期档次", "Rung at first", "首期达到几个门槛", "Bounds that its first size reaches"),
        integer("rung_last", "末期档次", "Rung at last", "末期达到几个门槛", "Bounds that its last size reaches"),
        integer("firms", "企业数", "Firms", "首期达到最小规模者", "Firms of the least size at first"),
        integer("high", "高成长企业", "High growth", "其中高成长者", "Those of high growth"),
        integer("up", "升档", "Up", "升档的企业", "Firms that climbed"),
        integer("down", "降档", "Down", "降档的企业", "Firms that came down"),
        number("share", "高成长占比", "Share", "高成长占比", "Share of high growth"),
        number("contribution", "净增贡献", "Contribution", "高成长企业占净增之比", "Their part of the net growth"),
    ],
};

/// How a firm did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Screen {
    /// Grew fast.
    High,
    /// Did not.
    Other,
    /// Was too small at first.
    Small,
    /// Was not there at first.
    New,
    /// Is not there any more.
    Closed,
    /// Its size is not known.
    Unknown,
}

impl Screen {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Other => "other",
            Self::Small => "small",
            Self::New => "new",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }
}

/// By what firms are screened.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Years between the first and the last period.
    pub years: f64,
    /// Growth a year that has to be exceeded.
    pub threshold: f64,
    /// Size at first.
    pub least: f64,
    /// Sizes at which rungs begin, rising.
    pub rungs: Vec<f64>,
}

/// A firm, screened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firm {
    /// Sizes at first and at last; `None` where it was not there, NaN where that is not known.
    pub sizes: [Option<f64>; 2],
    /// Growth a year.
    pub growth: Option<f64>,
    /// The verdict.
    pub screen: Screen,
    /// How many bounds each size reaches.
    pub rungs: [Option<usize>; 2],
}

impl Firm {
    /// Screens a firm with these sizes.
    pub fn new(sizes: [Option<f64>; 2], rule: &Rule) -> Self {
        let known = sizes.map(|size| size.filter(|size| size.is_finite() && *size >= 0.0));
        let rungs = known.map(|size| size.map(|size| rule.rungs.iter().filter(|bound| size >= **bound).count()));
        let growth = match known {
            [Some(first), Some(last)] if first > 0.0 && rule.years > 0.0 => {
                Some((last / first).powf(1.0 / rule.years) - 1.0)
            }
            _ => None,
        };
        let screen = match (sizes, known) {
            ([None, _], _) => Screen::New,
            (_, [None, _]) => Screen::Unknown,
            (_, [Some(first), _]) if first < rule.least => Screen::Small,
            ([_, None], _) => Screen::Closed,
            (_, [_, None]) => Screen::Unknown,
            // What is exactly the threshold but for rounding does not exceed it.
            _ => match growth {
                None => Screen::Unknown,
                Some(growth) if growth > rule.threshold + 1e-12 * (1.0 + rule.threshold.abs()) => Screen::High,
                Some(_) => Screen::Other,
            },
        };
        Self { sizes, growth, screen, rungs }
    }

    /// How many rungs it climbed; `None` where one is not known.
    pub fn climbed(&self) -> Option<isize> {
        let [first, last] = self.rungs;
        first.zip(last).map(|(first, last)| last.cast_signed() - first.cast_signed())
    }
}

/// What firms come to together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// Those of the least size at first whose fate is known.
    pub firms: usize,
    /// Those of high growth.
    pub high: usize,
    /// How many went up and down.
    pub moved: (usize, usize),
    /// Sizes of those that were there both times.
    pub sizes: [f64; 2],
    /// Growth of those of high growth.
    gained: f64,
}

impl Sum {
    /// Sums in the order of the firms.
    pub fn of<'a>(firms: impl Iterator<Item = &'a Firm>) -> Self {
        let mut sum = Self::default();
        for own in firms {
            sum.firms += usize::from(matches!(own.screen, Screen::High | Screen::Other | Screen::Closed));
            sum.high += usize::from(own.screen == Screen::High);
            let climbed = own.climbed().unwrap_or(0);
            sum.moved = (sum.moved.0 + usize::from(climbed > 0), sum.moved.1 + usize::from(climbed < 0));
            if let [Some(first), Some(last)] = own.sizes
                && own.rungs.iter().all(Option::is_some)
            {
                sum.sizes = [sum.sizes[0] + first, sum.sizes[1] + last];
                sum.gained += if own.screen == Screen::High { last - first } else { 0.0 };
            }
        }
        sum
    }

    /// Share of high growth.
    pub fn share(&self) -> Option<f64> {
        (self.firms > 0).then(|| self.high as f64 / self.firms as f64)
    }

    /// Part of the net growth that is of firms of high growth.
    pub fn contribution(&self) -> Option<f64> {
        let net = self.sizes[1] - self.sizes[0];
        (net > 0.0).then(|| self.gained / net)
    }
}

/// What is to be said about firms of unknown size.
pub fn findings(firms: &[Firm]) -> Vec<Diagnostic> {
    let unknown = firms.iter().filter(|own| own.screen == Screen::Unknown).count();
    (unknown > 0).then(|| crate::panel::at("STR201", None, unknown)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rule() -> Rule {
        Rule { years: 3.0, threshold: 0.2, least: 10.0, rungs: vec![10.0, 50.0, 250.0] }
    }

    #[test]
    fn twenty_per_cent_are_not_more_than_twenty_per_cent() {
        let screen = |first, last| Firm::new([first, last], &rule()).screen;
        assert_eq!(screen(Some(1000.0), Some(1728.0)), Screen::Other, "exactly 20 % a year");
        assert_eq!(screen(Some(1000.0), Some(1729.0)), Screen::High);
        assert_eq!(screen(Some(10.0), Some(18.0)), Screen::High);
        assert_eq!(screen(Some(9.0), Some(900.0)), Screen::Small);
        assert_eq!(screen(None, Some(900.0)), Screen::New);
        assert_eq!(screen(Some(900.0), None), Screen::Closed);
        assert_eq!(screen(Some(900.0), Some(f64::NAN)), Screen::Unknown);
        assert_eq!(screen(Some(f64::NAN), None), Screen::Unknown);
        let zero = Rule { least: 0.0, ..rule() };
        assert_eq!(Firm::new([Some(0.0), Some(5.0)], &zero).screen, Screen::Unknown, "nothing has no growth");
    }

    /// The worked example of the documentation.
    #[test]
    fn who_climbs_and_what_it_brings() {
        let sizes = [(40.0, 80.0), (60.0, 45.0), (20.0, 30.0), (300.0, 310.0)];
        let mut firms: Vec<Firm> = sizes.map(|(first, last)| Firm::new([Some(first), Some(last)], &rule())).into();
        firms.push(Firm::new([Some(12.0), None], &rule()));
        let sum = Sum::of(firms.iter());
        assert_eq!((sum.firms, sum.high, sum.moved), (5, 1, (1, 1)));
        assert_eq!((sum.sizes, sum.share(), sum.contribution()), ([420.0, 465.0], Some(0.2), Some(40.0 / 45.0)));
        assert!((firms[0].growth.unwrap() - (2f64.powf(1.0 / 3.0) - 1.0)).abs() < 1e-15);
        assert_eq!(Sum::default().share(), None);
    }

    proptest! {
        /// Counting in other units changes nothing; the parts of regions add up to the whole.
        #[test]
        fn units_do_not_matter_and_parts_add_up(sizes in prop::collection::vec((prop::option::of(0.5f64..500.0), prop::option::of(0.5f64..500.0)), 1..40), scale in 0.01f64..100.0, cut in 0usize..40) {
            let scaled = Rule { least: 10.0 * scale, rungs: rule().rungs.iter().map(|bound| bound * scale).collect(), ..rule() };
            let one: Vec<Firm> = sizes.iter().map(|own| Firm::new([own.0, own.1], &rule())).collect();
            let other: Vec<Firm> = sizes.iter().map(|own| Firm::new([own.0.map(|size| size * scale), own.1.map(|size| size * scale)], &scaled)).collect();
            for (one, other) in one.iter().zip(&other) {
                prop_assert_eq!((one.screen, one.climbed()), (other.screen, other.climbed()));
            }
            let cut = cut.min(one.len());
            let (whole, left, right) = (Sum::of(one.iter()), Sum::of(one[..cut].iter()), Sum::of(one[cut..].iter()));
            prop_assert_eq!((whole.firms, whole.high), (left.firms + right.firms, left.high + right.high));
            prop_assert!(whole.share().is_none_or(|share| (0.0..=1.0).contains(&share)));
        }
    }
}

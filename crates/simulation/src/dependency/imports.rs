//! Dependence on imports from outside: the criteria of the European Commission and of CEPII.

use crate::cascade::declare::{LAYERS, PERIOD, REGIONS, UNIT, count, number, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const fn threshold(name: &'static str, default: &'static str, zh: &'static str, en: &'static str) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
        default: Some(default),
        title: text(zh, en),
        help: text("超过此值即符合该标准", "The criterion is met above it"),
    }
}

const fn flag(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Boolean, text(zh, en), text(help_zh, help_en))
}

/// The declaration.
pub const METHOD: Method = Method {
    id: "import_dependency",
    version: 1,
    study: "simulation",
    title: text("进口依赖", "Import dependency"),
    question: text(
        "一个地区的哪些产品依赖外部少数来源，而且替代不了？",
        "For which products does an area depend on few sources outside, with too little of its own?",
    ),
    formula: text(
        "CDI1 = Σ_c (m_c/Σm)²，m_c 为自外部来源 c 的进口；CDI2 = 外部进口 / 全部流入（外部加境内其他地区）；CDI3 = 外部进口 / 该地区的出口。三项都超过阈值即依赖（欧盟）。CEPII：CDI1、世界出口集中度 Σ_c (x_c/Σx)²、CDI3 都超过阈值，且在连续三期中至少两期成立。出口为零而有进口时 CDI3 为无穷大：符合标准，数值为空。",
        "CDI1 = Σ_c (m_c/Σm)² over sources c outside; CDI2 = imports from outside / all that comes in (from outside and from elsewhere at home); CDI3 = imports from outside / exports of the area. Dependent (EU): all three above their thresholds. CEPII: CDI1, the concentration of the world's exports Σ_c (x_c/Σx)² and CDI3 above theirs, in at least two of three successive periods. Without exports CDI3 is without bound: the criterion is met and the value null.",
    ),
    limits: text(
        "未列出的流量按零计；数值空白的流量使所涉指标为空，判断在其余标准足以否定时仍为否。世界集中度取表中该内容全部来源的流出，表不完整时偏低或偏高。流量分类粗则看不出单一产品的依赖。",
        "Flows that are not listed count as zero; a flow without a value makes the measures that need it null, and the verdict no only where another criterion already says so. Concentration of the world is over the origins that the table has. Coarse items hide dependence on one product.",
    ),
    reference: "Arjona, R., Connell, W., Herghelegiu, C. (2023). An enhanced methodology to monitor the EU's strategic dependencies and vulnerabilities. Single Market Economics Papers 14. Vicard, V., Wibaux, P. (2023). EU strategic dependencies: a long view. CEPII Policy Brief 41. Herfindahl–Hirschman: Hirschman, A. O. (1964). American Economic Review 54(5), 761.",
    aliases: &["cdi", "hhi", "进口依赖", "对外依赖", "strategic dependency"],
    inputs: &[
        Input {
            table: "flow",
            columns: &["origin", "destination", "layer", "item", "period", "value", "unit"],
            optional: false,
        },
        REGIONS,
    ],
    parameters: &[
        Parameter {
            name: "area",
            kind: ParameterKind::Text,
            default: None,
            title: text("地区", "Area"),
            help: text("考察的区域代码，含其下级", "Code of the region in question, with those below it"),
        },
        Parameter {
            name: "home",
            kind: ParameterKind::Text,
            default: None,
            title: text("境内", "Home"),
            help: text(
                "视为境内的更大区域代码，如全国；省略则除该地区外都是外部",
                "Code of the larger region that counts as home, such as the nation; all else is outside when absent",
            ),
        },
        PERIOD,
        LAYERS,
        UNIT,
        threshold("concentration", "0.4", "来源集中度阈值", "Threshold of concentration"),
        threshold("outside_share", "0.5", "外部份额阈值", "Threshold of the share from outside"),
        threshold("import_ratio", "1", "进出口比阈值", "Threshold of imports over exports"),
        threshold("world_concentration", "0.4", "世界集中度阈值", "Threshold of concentration of the world"),
        Parameter {
            name: "bands",
            kind: ParameterKind::Text,
            default: Some("0.1,0.18"),
            title: text("集中度分档", "Bands"),
            help: text(
                "低、中、高的两个分界：美国 2023 为 0.1,0.18；美国 2010 为 0.15,0.25；欧盟合并指南为 0.1,0.2",
                "The two borders of low, moderate and high: 0.1,0.18 US 2023; 0.15,0.25 US 2010; 0.1,0.2 EU merger guidelines",
            ),
        },
    ],
    outputs: &[
        words(
            "item",
            text("内容", "Item"),
            text("货物等；空白表示未注明", "Goods, …; blank where the table says nothing"),
        ),
        words("period", text("时期", "Period"), text("时期", "Period")),
        number("outside", text("外部进口", "From outside"), text("自外部流入", "What comes from outside")),
        number("home", text("境内流入", "From home"), text("自境内其他地区流入", "What comes from elsewhere at home")),
        number("exports", text("出口", "Exports"), text("流出到外部", "What leaves for outside")),
        count("sources", text("来源数", "Sources"), text("外部来源的个数", "Sources outside")),
        words(
            "largest_source",
            text("最大来源", "Largest source"),
            text("最大的外部来源", "The largest source outside"),
        ),
        number("concentration", text("来源集中度", "Concentration"), text("CDI1，0–1", "CDI1, from 0 to 1")),
        words("band", text("分档", "Band"), text("low 低、moderate 中、high 高", "low, moderate or high")),
        number("outside_share", text("外部份额", "Share from outside"), text("CDI2", "CDI2")),
        number(
            "import_ratio",
            text("进出口比", "Imports over exports"),
            text("CDI3；没有出口时为空", "CDI3; null without exports"),
        ),
        number(
            "world_concentration",
            text("世界集中度", "Concentration of the world"),
            text("按来源的流出", "By origin of what leaves"),
        ),
        flag(
            "dependent",
            "依赖（欧盟）",
            "Dependent (EU)",
            "三项标准都符合；未知时为空",
            "All three criteria; null where unknown",
        ),
        flag(
            "dependent_world",
            "依赖（CEPII）",
            "Dependent (CEPII)",
            "当期三项标准都符合",
            "All three criteria in this period",
        ),
        flag(
            "persistent",
            "持续依赖",
            "Persistent",
            "含本期的最近三期中至少两期符合 CEPII 标准；不足以判断时为空",
            "The criteria of CEPII in at least two of the last three periods; null where that cannot be told",
        ),
    ],
};

/// What one product does in one period. NaN is unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trade {
    /// Imports by source outside.
    pub outside: Vec<f64>,
    /// What comes from elsewhere at home.
    pub home: f64,
    /// What leaves for outside.
    pub exports: f64,
    /// What each origin of the world sends out.
    pub world: Vec<f64>,
}

/// Above which a criterion is met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Of the concentration of sources.
    pub concentration: f64,
    /// Of the share from outside.
    pub outside_share: f64,
    /// Of imports over exports.
    pub import_ratio: f64,
    /// Of the concentration of the world's exports.
    pub world_concentration: f64,
}

/// The measures and verdicts of one product in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dependence {
    /// CDI1; `None` where there are no imports from outside, or one is unknown.
    pub concentration: Option<f64>,
    /// CDI2.
    pub outside_share: Option<f64>,
    /// CDI3; infinite without exports.
    pub import_ratio: Option<f64>,
    /// Concentration of the world's exports.
    pub world_concentration: Option<f64>,
    /// All three criteria of the Commission.
    pub dependent: Option<bool>,
    /// All three criteria of CEPII.
    pub dependent_world: Option<bool>,
}

/// The Herfindahl–Hirschman index of non-negative parts: the sum of squared shares, from 1/n to 1. `None` where a part is
/// unknown or they add up to nothing.
pub fn concentration(parts: &[f64]) -> Option<f64> {
    let whole = liantu_numeric::sum(parts.iter().copied());
    (whole > 0.0 && parts.iter().all(|part| *part >= 0.0))
        .then(|| liantu_numeric::sum(parts.iter().map(|part| (part / whole).powi(2))))
}

/// Whether all hold: no as soon as one is known not to, unknown while one may not.
fn all(criteria: [Option<bool>; 3]) -> Option<bool> {
    if criteria.contains(&Some(false)) { Some(false) } else { criteria.iter().all(Option::is_some).then_some(true) }
}

/// How much an area depends on one product from outside.
pub fn import_dependency(trade: &Trade, thresholds: &Thresholds) -> Dependence {
    let outside = liantu_numeric::sum(trade.outside.iter().copied());
    let known = !outside.is_nan();
    let concentration = concentration(&trade.outside);
    let whole = outside + trade.home;
    let outside_share = (whole > 0.0).then(|| outside / whole);
    let import_ratio = (known && outside > 0.0 && trade.exports >= 0.0).then(|| outside / trade.exports);
    let world_concentration = self::concentration(&trade.world);
    let above = |value: Option<f64>, threshold: f64| value.map(|value| value > threshold);
    // Where nothing comes from outside there is nothing to depend on.
    let nothing = known && outside == 0.0;
    let verdict = |criteria| if nothing { Some(false) } else { all(criteria) };
    let source = above(concentration, thresholds.concentration);
    let ratio = above(import_ratio, thresholds.import_ratio);
    Dependence {
        concentration,
        outside_share,
        import_ratio,
        world_concentration,
        dependent: verdict([source, above(outside_share, thresholds.outside_share), ratio]),
        dependent_world: verdict([source, above(world_concentration, thresholds.world_concentration), ratio]),
    }
}

/// For each of successive periods, whether at least two of the last three (itself among them) hold; `None` where too few are known
/// to tell. Keeps a product from coming and going with every year.
pub fn two_of_three(verdicts: &[Option<bool>]) -> Vec<Option<bool>> {
    (0..verdicts.len())
        .map(|place| {
            let last = &verdicts[place.saturating_sub(2)..=place];
            let (yes, no) = (count_of(last, true), count_of(last, false));
            if yes >= 2 {
                Some(true)
            } else if no >= 2 {
                Some(false)
            } else {
                None
            }
        })
        .collect()
}

fn count_of(verdicts: &[Option<bool>], wanted: bool) -> usize {
    verdicts.iter().filter(|verdict| **verdict == Some(wanted)).count()
}

/// Time to survive against time to recover: the loss that stock does not cover, `max(0, recover − survive) · loss a day`.
pub fn exposure(survive_days: f64, recover_days: f64, daily_loss: f64) -> f64 {
    (recover_days - survive_days).max(0.0) * daily_loss
}

#[cfg(test)]
mod tests {
    use super::*;

    const EU: Thresholds =
        Thresholds { concentration: 0.4, outside_share: 0.5, import_ratio: 1.0, world_concentration: 0.4 };

    #[test]
    fn worked_answers_of_the_requirements() {
        let trade = |parts: [f64; 3]| Trade {
            outside: parts.map(|part| part * 7.0).to_vec(),
            home: 300.0,
            exports: 500.0,
            world: parts.to_vec(),
        };
        let found = import_dependency(&trade([60.0, 30.0, 10.0]), &EU);
        let near = |found: Option<f64>, wanted: f64| assert!((found.unwrap() - wanted).abs() < 1e-12, "{found:?}");
        near(found.concentration, 0.46);
        near(found.outside_share, 0.7);
        near(found.import_ratio, 1.4);
        assert_eq!((found.dependent, found.dependent_world), (Some(true), Some(true)));
        let spread = import_dependency(&trade([50.0, 30.0, 20.0]), &EU);
        near(spread.concentration, 0.38);
        assert_eq!(spread.dependent, Some(false));
    }

    #[test]
    fn unknown_is_not_zero() {
        let mut trade = Trade { outside: vec![f64::NAN, 10.0], home: 0.0, exports: 0.0, world: vec![5.0, 5.0] };
        let found = import_dependency(&trade, &EU);
        assert_eq!((found.concentration, found.outside_share, found.import_ratio), (None, None, None));
        assert_eq!((found.dependent, found.dependent_world), (None, None));
        trade.outside = vec![10.0];
        let found = import_dependency(&trade, &EU);
        assert_eq!((found.import_ratio, found.dependent), (Some(f64::INFINITY), Some(true)));
        trade.outside.clear();
        assert_eq!(import_dependency(&trade, &EU).dependent, Some(false));
    }

    #[test]
    fn one_year_does_not_make_it() {
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(two_of_three(&[yes, no, yes, no, no]), [None, None, yes, no, no]);
        assert_eq!(two_of_three(&[yes, None, yes, None]), [None, None, yes, None]);
    }

    #[test]
    fn stock_covers_or_does_not() {
        assert!((exposure(10.0, 30.0, 5.0) - 100.0).abs() < 1e-12);
        assert!(exposure(40.0, 30.0, 5.0).abs() < 1e-12);
    }
}

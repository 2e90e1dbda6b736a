//! The language of rules, and what rules say.

use liantu_monitoring::rule::{self, Frame, Grade, Matrix, Reference, Rule, evidence, explain, parse};
use liantu_monitoring::{Frequency, Truth, episode};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn matrix() -> Matrix {
    Matrix::parse("0.25 0.5 0.75; 0.05 0.15 0.3; BBYY BYYO YYOR YORR").unwrap()
}

struct Table(BTreeMap<String, Vec<f64>>);

impl Frame for Table {
    fn series(&self, reference: &Reference) -> Option<Vec<f64>> {
        self.0.get(&reference.to_string()).cloned()
    }
}

fn table<const N: usize>(series: [(&str, Vec<f64>); N]) -> Table {
    Table(series.into_iter().map(|(name, values)| (name.to_owned(), values)).collect())
}

fn truths(text: &str, table: &Table, steps: usize) -> Vec<Truth> {
    let rule = parse(text).unwrap_or_else(|error| panic!("{error}"));
    rule::evaluate(&rule, Frequency::Month, steps, table).unwrap().condition.truth
}

#[test]
fn both_languages_say_the_same() {
    let pairs = [
        (
            "alert red when robust_z(flow[quantity]) <= -5 and robust_z(flow[unit_value]) >= 3 for 2 of 3 months",
            "预警 红色 当 稳健z(流量[数量]) <= -5 且 稳健z(流量[单价]) >= 3 持续 3 月中 2 月",
        ),
        (
            "alert yellow when yoy(power_use) < -10% and not yoy(output) > 0 raise after 1 lower after 4",
            "预警 黄色 当 同比（power_use） 低于 −10％ 且 非 同比(output) > 0，发布 连续 1 期，解除 连续 4 期",
        ),
        (
            "graded(0.6, share) when rolling(\"进口额\", 12) <= -30% or missing(indicator[x]) for 2 months",
            "分级(0.6，share) 当 滚动(“进口额”，12) ≤ -30% 或 缺失(指标[x]) 持续 2 个月",
        ),
        (
            "orange when (inflow[value, \"8542\"] + 1) / 2 > mean(output, 6)",
            "橙 当 (流入[金额，8542] + 1) ÷ 2 高于 均值(output，6)",
        ),
    ];
    let plain = |rule: Rule| format!("{:?}", (strip(&format!("{:?}", rule.condition)), rule.raise, rule.lower));
    for (english, chinese) in pairs {
        let (one, two) = (parse(english).unwrap(), parse(chinese).unwrap());
        assert_eq!(plain(one), plain(two), "{english}\n{chinese}");
    }
}

/// Drops spans: the two texts have their words in different places.
fn strip(debug: &str) -> String {
    let mut rest = debug;
    let mut kept = String::new();
    while let Some(place) = rest.find("span: ") {
        kept += &rest[..place];
        rest = &rest[place..];
        rest = &rest[rest.find(", ").unwrap_or(rest.len() - 2) + 2..];
    }
    kept + rest
}

#[test]
fn errors_say_where_and_what() {
    for (text, column, part) in [
        (
            "alert red when robst_z(x) < 3",
            16,
            "found \"robst_z\", expected a function; the nearest word is \"robust_z\"",
        ),
        ("alert rde when x < 3", 7, "the nearest word is \"red\""),
        ("alert red wehn x < 3", 11, "expected \"when\"; the nearest word is \"when\""),
        ("alert red when x <", 19, "the rule ends here, expected a number"),
        ("alert red when x", 16, "a number stands where a condition is expected"),
        ("alert red when x < 3 adn y > 2", 22, "the nearest word is \"and\""),
        ("alert red when flow[quanttiy] < 3", 21, "the nearest word is \"quantity\""),
        ("alert red when (x < 3", 22, "expected \")\""),
        ("alert red when x < 3 for 3 of 2 months", 26, "there are no 3 in 2"),
        ("alert red when x < 3 for 2 of 3 fortnights", 33, "expected \"periods\""),
        ("alert red when x < 4 for 2 of 3 years and x > 0", 39, "put the part with \"for\" into brackets"),
        ("alert red when missing(x)", 16, "a red alert never rests on a missing step"),
        ("alert red when 1 < 2", 16, "the rule names no series"),
        ("alert red when mean(x, 1.5) > 2", 24, "whole constant"),
        ("alert red when mean(x, 2, 3) > 2", 27, "at most 1 constants"),
        ("alert red when flow[value] < 3 and output > 2", 36, "make no one rule"),
        ("alert red when (x < 3) + 1 > 2", 17, "a condition stands where a number is expected"),
        ("预警 红色 当 稳建z(x) < 3", 9, "the nearest word is \"稳健z\""),
        ("alert red when x ¤ 3", 18, "expected a word"),
        ("alert red when \"x < 3", 22, "a closing quotation mark"),
        ("alert red when\n  x < 3 and\n  y <", 6, "line 3"),
    ] {
        let error = parse(text).expect_err(text);
        let words = error.words();
        assert!(words.en.contains(part) && error.column == column, "{text}: {words:?} at {}", error.column);
        assert!(!words.zh.is_empty() && text.contains(&error.excerpt));
    }
    let rule = parse("alert red when powr_use < 3").unwrap();
    let error = rule::check_names(&rule, ["power_use", "output"].into_iter()).unwrap_err();
    assert!(error.words().en.contains("the nearest word is \"power_use\""));
    let quarterly = parse("alert red when x < 3 for 2 of 3 months").unwrap();
    let error = rule::evaluate(&quarterly, Frequency::Quarter, 1, &table([])).unwrap_err();
    assert!(error.words().en.contains("count periods or years here"), "{error}");
}

#[test]
fn depth_is_bounded() {
    for text in [format!("red when {}x < 3", "(".repeat(5000)), format!("red when {}x < 3", "not ".repeat(1500))] {
        assert!(parse(&text).unwrap_err().words().en.contains("deep") || text.contains("not"));
    }
    assert!(parse(&"x".repeat(20_000)).is_err());
}

#[test]
fn the_joint_rule_fires_where_quantity_falls_and_price_rises() {
    let wave = |at: usize| f64::from(u8::try_from(at * 7 % 5).unwrap());
    let quantity: Vec<f64> = (0..48).map(|at| if at < 40 { 100.0 + wave(at) } else { 60.0 }).collect();
    let price: Vec<f64> = (0..48).map(|at| if at < 41 { 10.0 + wave(at) / 10.0 } else { 20.0 }).collect();
    let table = table([("flow[quantity]", quantity), ("flow[unit_value]", price)]);
    let text = "alert red when robust_z(flow[quantity]) <= -5 and robust_z(flow[unit_value]) >= 3 for 2 of 3 months";
    let found = truths(text, &table, 48);
    assert_eq!(found.iter().position(|truth| *truth == Truth::True), Some(42));
    let rule = parse(text).unwrap();
    let evaluated = rule::evaluate(&rule, Frequency::Month, 48, &table).unwrap();
    let tree = explain(&evaluated, 42);
    assert_eq!((tree.truth, tree.parts.len()), (Some(Truth::True), 3));
    assert_eq!(tree.parts[0].parts[0].text, "robust_z(flow[quantity]) <= -5");
    let rests = evidence(&evaluated, 42);
    assert!(rests.iter().all(|one| one.at != 40), "a step that does not hit is no evidence");
    assert!(rests.iter().any(|one| one.at == 41 && one.reference.name == "quantity"));
}

#[test]
fn unknown_is_neither_hit_nor_all_clear() {
    let nan = f64::NAN;
    let found = truths("red when x < 3", &table([("x", vec![1.0, nan, 5.0])]), 3);
    assert_eq!(found, [Truth::True, Truth::Unknown, Truth::False]);
    let found = truths("red when x < 3 or y < 3", &table([("x", vec![1.0, 9.0]), ("y", vec![nan, nan])]), 2);
    assert_eq!(found, [Truth::True, Truth::Unknown]);
    let found = truths("red when absent < 3", &table([]), 2);
    assert_eq!(found, [Truth::Unknown; 2]);
    let x = vec![1.0, nan, 1.0, 1.0, nan, 5.0, 5.0, nan, 5.0, 5.0, 5.0];
    let hits = truths("red when x < 3", &table([("x", x)]), 11);
    let found = episode::episodes(&hits, 2, 3, |_| Grade::Red);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].raised, found[0].lowered, found[0].unknown), (3, Some(10), 2));
}

#[test]
fn what_is_reported_and_cannot_be_read_is_unknown_and_not_missing() {
    struct Reported(Table);
    impl Frame for Reported {
        fn series(&self, reference: &Reference) -> Option<Vec<f64>> {
            self.0.series(reference)
        }
        fn unreadable(&self, _: &Reference) -> Vec<bool> {
            vec![false, true, false]
        }
    }
    let own = Reported(table([("flow[value]", vec![1.0, f64::NAN, f64::NAN])]));
    let of = |text: &str| {
        let rule = parse(text).unwrap();
        rule::evaluate(&rule, Frequency::Month, 3, &own).unwrap().condition.truth
    };
    let (no, unknown, yes) = (Truth::False, Truth::Unknown, Truth::True);
    assert_eq!(of("alert orange when missing(flow[value])"), [no, unknown, yes]);
    assert_eq!(of("alert orange when missing(flow[value] / 2)"), [no, unknown, yes]);
    assert_eq!(of("alert orange when flow[value] > 0"), [yes, unknown, unknown]);
}

#[test]
fn a_grade_rests_on_its_own_values_too() {
    let table = table([("power", vec![100.0, 70.0]), ("impact", vec![0.1, 0.5])]);
    let rule = parse("alert graded(0.8, impact) when power < 80 raise after 1").unwrap();
    let evaluated = rule::evaluate(&rule, Frequency::Month, 2, &table).unwrap();
    let found: Vec<String> =
        evidence(&evaluated, 1).iter().map(|one| format!("{} {}", one.reference, one.value)).collect();
    assert_eq!(found, ["impact 0.5", "power 70"]);
}

#[test]
fn two_of_three_years() {
    let mut dependence = vec![0.3; 36];
    (dependence[11], dependence[35]) = (0.6, 0.6);
    let found = truths("yellow when dependence > 0.5 for 2 of 3 years", &table([("dependence", dependence)]), 36);
    assert_eq!(found.iter().filter(|truth| **truth == Truth::True).count(), 1);
    assert_eq!((found[35], found[34]), (Truth::True, Truth::False));
}

#[test]
fn grades_come_from_the_matrix() {
    let matrix = matrix();
    assert_eq!(matrix.grade(Some(0.9), Some(0.5)), Grade::Red);
    assert_eq!(matrix.grade(Some(0.1), Some(0.01)), Grade::Blue);
    assert_eq!(matrix.grade(None, Some(0.5)), Grade::Yellow, "the mildest that the known side leaves");
    assert_eq!(Matrix::parse("0.5; 0.5; BY Y"), None);
    assert_eq!(Matrix::parse("0.5 0.2; 0.5; BY YR RR"), None);
    let rule = parse("graded(p, 0.5) when missing(x)").unwrap();
    let table = table([("p", vec![0.9]), ("x", vec![f64::NAN])]);
    let evaluated = rule::evaluate(&rule, Frequency::Month, 1, &table).unwrap();
    assert_eq!(evaluated.grade(0, &matrix), Grade::Orange, "never red by what is missing");
}

/// Rules of every kind of part.
const RULES: &[&str] = &[
    "red when x <= 2",
    "red when x + y <= 3 for 2 of 3 months",
    "red when robust_z(x, 0, 1) <= -2 or yoy(y) < -20%",
    "red when not (mean(x, 3) > 4 and lag(y, 2) >= 2)",
    "red when recent_z(y, 8) >= 2 for 2 of 2 years",
    "red when sum(x, 4) / sum(y, 4) < 1 and difference(x) < 0",
    "red when rolling(x, 3) <= -30% or abs(change(y)) > 50%",
];

fn gappy() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop::option::weighted(0.8, 0u8..9), 30)
        .prop_map(|values| values.into_iter().map(|value| value.map_or(f64::NAN, f64::from)).collect())
}

proptest! {
    /// A red alert never rests on a missing month: every step that raised one is known to hit, and everything a hit rests on
    /// has a value.
    #[test]
    fn a_red_alert_never_rests_on_a_missing_month(x in gappy(), y in gappy(), which in 0..RULES.len(), raise in 1usize..4) {
        let rule = parse(RULES[which]).unwrap();
        let table = table([("x", x), ("y", y)]);
        let evaluated = rule::evaluate(&rule, Frequency::Month, 30, &table).unwrap();
        for found in episode::episodes(&evaluated.condition.truth, raise, 3, |at| evaluated.grade(at, &matrix())) {
            for at in found.raised + 1 - raise..=found.raised {
                prop_assert_eq!(evaluated.condition.truth[at], Truth::True);
                let rests = evidence(&evaluated, at);
                prop_assert!(!rests.is_empty());
                prop_assert!(rests.iter().all(|one| table.0[&one.reference.name][one.at].is_finite()));
            }
        }
    }

    /// What is taken away never makes a rule without baselines fire: knowing less decides less.
    #[test]
    fn knowing_less_decides_less(x in gappy(), y in gappy(), gone in 0usize..30) {
        for text in ["red when x <= 2 or y > 3 for 2 of 3 months", "red when not (mean(x, 3) > 4 and lag(y, 2) >= 2)"] {
            let whole = truths(text, &table([("x", x.clone()), ("y", y.clone())]), 30);
            let mut less = x.clone();
            less[gone] = f64::NAN;
            let found = truths(text, &table([("x", less), ("y", y.clone())]), 30);
            for (found, whole) in found.into_iter().zip(whole) {
                prop_assert!(found == whole || found == Truth::Unknown);
            }
        }
    }

    /// What happens later changes nothing that was said before.
    #[test]
    fn rules_do_not_look_ahead(x in gappy(), y in gappy(), cut in 1usize..30, which in 0..RULES.len()) {
        let whole = truths(RULES[which], &table([("x", x.clone()), ("y", y.clone())]), 30);
        let then = truths(RULES[which], &table([("x", x[..cut].to_vec()), ("y", y[..cut].to_vec())]), cut);
        prop_assert_eq!(&whole[..cut], &then[..]);
    }

    #[test]
    fn no_text_upsets_the_reader(text in "\\PC{0,60}|(alert |red |when |x |y |< |3 |and |or |not |\\(|\\)|mean|for |of |months |\\[|\\]|,|预警|持续){0,25}") {
        if let Err(error) = parse(&text) {
            prop_assert!(error.span.start <= text.len() && error.line >= 1 && error.column >= 1);
            prop_assert!(!error.words().zh.is_empty());
        }
    }
}

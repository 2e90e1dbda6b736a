//! Clauses: worked answers, and that nothing is lost.

use crate::{allocated, codes, facts, in_wan, of, with};
use liantu_cooperation::clause::apportion::weights;
use liantu_cooperation::money::{Ratio, Remainder, Shares};
use liantu_cooperation::rule::RuleBook;
use proptest::prelude::*;

/// A relocation clause with one firm.
fn relocated(listed: bool, led: bool) -> String {
    format!(
        "[[clause]]\nid = \"move\"\nkind = \"relocation\"\nitems = [\"tax\"]\norigin = \"a\"\ndestination = \"b\"\n[[clause.firm]]\nid = \"f\"\nlisted = {listed}\ngovernment_led = {led}\nbefore = \"2015/2018\"\nproduction = 2020-01-01\n"
    )
}

fn course(before: [&str; 3], after: &[&str], listed: bool, led: bool) -> (Vec<String>, Vec<&'static str>, Vec<String>) {
    let own = with(&relocated(listed, led));
    let years: Vec<String> =
        (2015..2018).chain(2020..).take(3 + after.len()).map(|year: i32| year.to_string()).collect();
    let rows: Vec<(&str, &str, &str, &str, &str)> =
        before.iter().chain(after).zip(&years).map(|(tax, year)| ("tax", "b", "f", year.as_str(), *tax)).collect();
    let found = allocated(&own, &facts(&own, &rows));
    let gap = found
        .findings
        .iter()
        .filter(|finding| finding.code == "COO141")
        .filter_map(|finding| finding.found.clone())
        .collect();
    (of(&own, &found, "a"), codes(&found.findings), gap)
}

#[test]
fn relocated_firms_share_as_the_rule_says() {
    let shares = |before, after: &[&str]| course(before, after, true, true).0;
    // The share stops at the limit: nothing in year 5, and no gap.
    let (a, found, _) = course(["3000", "3200", "3400"], &["4000", "6000", "7000", "8000", "8000"], true, true);
    assert_eq!((a, found.is_empty()), (vec!["2000".to_owned(), "3000".into(), "3500".into(), "1100".into()], true));
    assert_eq!(shares(["2000"; 3], &["8000", "8000", "8000"]), ["4000", "2000", "0"]);
    let (five, found, gap) = course(["2000"; 3], &["2000"; 5], true, true);
    assert_eq!((five, found), (vec!["1000".to_owned(); 5], vec!["COO141"]));
    assert_eq!(gap, ["test: move, f: 10000000.00"]);
    // Below the minimum, by the market, not on the list.
    assert_eq!(course(["1900"; 3], &["4000"], true, true).1, ["COO140"]);
    assert_eq!(course(["3000"; 3], &["4000"], true, false).1, ["COO140"]);
    assert_eq!(course(["3000"; 3], &["4000"], false, true).1, ["COO140"]);
    assert!(course(["1900"; 3], &["4000"], true, true).0.is_empty());
    // An average of exactly the minimum is enough.
    assert_eq!(shares(["1000", "2000", "3000"], &["4000"]), ["2000"]);
}

#[test]
fn a_year_that_is_not_known_stops_the_sharing() {
    let own = with(&relocated(true, true));
    let mut rows =
        vec![("tax", "b", "f", "2015", "3000"), ("tax", "b", "f", "2016", "3000"), ("tax", "b", "f", "2017", "3000")];
    rows.extend([
        ("tax", "b", "f", "2020", "4000"),
        ("tax", "b", "f", "2021-H1", "2000"),
        ("tax", "b", "f", "2022", "4000"),
    ]);
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!((of(&own, &found, "a"), codes(&found.findings)), (vec!["2000".to_owned()], vec!["COO139"]));
}

#[test]
fn a_loss_year_gives_nothing_and_takes_nothing() {
    assert_eq!(course(["3000"; 3], &["4000", "-500", "4000"], true, true).0, ["2000", "0", "2000"]);
}

#[test]
fn increments_are_shared_and_bases_stay() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"increment\"\nitems = [\"tax\"]\nbase = \"100 万元\"\nshares = { a = 0.5, b = 0.3, c = 0.2 }\n",
    );
    let rows = [("tax", "a", "", "2020", "90"), ("tax", "a", "", "2021", "130"), ("tax", "a", "", "2022", "250")];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "b"), ["0", "9", "45"]);
    assert_eq!(of(&own, &found, "c"), ["0", "6", "30"]);
    // Its share of the increment, and the base.
    assert_eq!(of(&own, &found, "a"), ["0", "90", "15", "100", "75", "100"]);
}

#[test]
fn months_add_up_to_the_year_and_refunds_go_back() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"increment\"\nitems = [\"tax\"]\nbase = \"100 万元\"\nshares = { b = 1 }\n",
    );
    let rows = [
        ("tax", "a", "", "2021-01", "80"),
        ("tax", "a", "", "2021-02", "60"),
        ("tax", "a", "", "2021-03", "-30"),
        ("tax", "a", "", "2021-04", "40"),
    ];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "b"), ["0", "40", "-30", "40"]);
}

#[test]
fn the_base_may_be_what_was_collected() {
    let clause = "[[clause]]\nid = \"x\"\nkind = \"increment\"\nstart = 2021-01-01\nitems = [\"tax\"]\nbase_period = \"2020\"\nshares = { b = 1 }\n";
    let own = with(clause);
    let rows = [("tax", "a", "", "2020-H1", "40"), ("tax", "a", "", "2020-H2", "60"), ("tax", "a", "", "2021", "130")];
    assert_eq!(of(&own, &allocated(&own, &facts(&own, &rows)), "b"), ["30"]);
    // An unknown base is not zero.
    let found = allocated(&own, &facts(&own, &rows[2..]));
    assert_eq!((of(&own, &found, "b").len(), codes(&found.findings)), (0, vec!["COO142"]));
}

#[test]
fn branches_share_by_three_factors() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"apportionment\"\nitems = [\"tax\"]\nhead = \"pool\"\nbranches = [\"a\", \"b\", \"c\"]\n",
    );
    let mut rows = vec![("tax", "pool", "", "2021", "100")];
    for factor in ["revenue", "wages", "assets"] {
        rows.extend([
            (factor, "a", "", "2020", "100"),
            (factor, "b", "", "2020", "50"),
            (factor, "c", "", "2020", "100"),
        ]);
    }
    let known = facts(&own, &rows);
    let found = allocated(&own, &known);
    let parts: Vec<String> = found.parts.iter().map(|part| in_wan(part.minor)).collect();
    assert_eq!((parts.join(" "), found.findings.len()), ("50 20 10 20".to_owned(), 0));
    let shares = weights(
        &known,
        &[0, 1, 2],
        |branch, party| branch == party,
        "2020".parse().unwrap(),
        RuleBook::shipped(),
        "branch_apportionment",
        crate::day("2021-01-01"),
    );
    assert_eq!(shares.unwrap()[0], Ratio::whole(400_000_000_000_000_000));
    rows.pop();
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!((found.parts.len(), codes(&found.findings)), (0, vec!["COO143"]));
}

#[test]
fn losses_go_down_the_layers() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"waterfall\"\nitems = [\"loss\"]\nlast = \"b\"\n[[clause.layer]]\nparty = \"a\"\nshare = 0.4\n[[clause.layer]]\nparty = \"b\"\nshare = 0.2\n[[clause.layer]]\nparty = \"pool\"\nshare = 0.3\nlimit = \"200 万元\"\n[[clause.layer]]\nparty = \"c\"\nshare = 0.1\n",
    );
    let rows = [("loss", "escrow", "", "2021", "1000"), ("loss", "escrow", "", "2022", "100")];
    let found = allocated(&own, &facts(&own, &rows));
    // The pool is empty in the second year.
    assert_eq!(of(&own, &found, "a"), ["400", "40"]);
    assert_eq!(of(&own, &found, "b"), ["200", "100", "20", "30"]);
    assert_eq!(of(&own, &found, "pool"), ["200", "0"]);
    assert_eq!(of(&own, &found, "c"), ["100", "10"]);
    assert_eq!(found.parts.iter().map(|part| part.minor).sum::<i64>(), crate::wan("1100"));
    // A pool that is short pays what it has left; what it cannot bear falls to the last.
    let rows = [("loss", "escrow", "", "2021", "500"), ("loss", "escrow", "", "2022", "500")];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "pool"), ["150", "50"]);
    assert_eq!(of(&own, &found, "b"), ["100", "100", "100"]);
    assert_eq!(found.parts.iter().map(|part| part.minor).sum::<i64>(), crate::wan("1000"));
    // Losses of one period share what is left pro rata: 120 and 180 of the 200; the next period finds nothing.
    let rows = [("loss", "escrow", "", "2021", "400"), ("loss", "escrow", "", "2021", "600")];
    let more = [rows[0], rows[1], ("loss", "escrow", "", "2022", "10")];
    let found = allocated(&own, &facts(&own, &more));
    assert_eq!(of(&own, &found, "pool"), ["80", "120", "0"]);
    assert_eq!(of(&own, &found, "b"), ["80", "40", "120", "60", "2", "3"]);
    assert_eq!(found.parts.iter().map(|part| part.minor).sum::<i64>(), crate::wan("1010"));
    let found = allocated(&own, &facts(&own, &[rows[1], rows[0]]));
    assert_eq!(of(&own, &found, "pool"), ["120", "80"], "whoever is entered first has no more for it");
}

#[test]
fn caps_stop_and_ratchets_adjust() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, b = 0.5 }\ncap = { b = \"70 万元\" }\nratchet = \"y\"\n[[clause]]\nid = \"y\"\nkind = \"ratchet\"\nitem = \"jobs\"\n[[clause.step]]\nat = 0\nfactor = 0.5\n[[clause.step]]\nat = 1000000\nfactor = 1\n",
    );
    let mut rows = vec![
        ("tax", "a", "", "2021", "100"),
        ("tax", "a", "", "2022", "100"),
        ("jobs", "a", "", "2021", "10"),
        ("jobs", "a", "", "2022", "100"),
    ];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "b"), ["25", "45"]);
    assert_eq!(of(&own, &found, "a"), ["75", "50", "5"]);
    rows.truncate(2);
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!((found.parts.len(), codes(&found.findings)), (0, vec!["COO145", "COO145"]));
}

#[test]
fn funds_call_pro_rata_and_never_beyond_what_was_committed() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"fund\"\nfund = \"pool\"\ncommitments = { a = \"50 万元\", b = \"30 万元\", c = \"20 万元\" }\n",
    );
    let rows = [
        ("call", "pool", "", "2021", "60"),
        ("distribution", "pool", "", "2022", "90"),
        ("call", "pool", "", "2023", "50"),
    ];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "a"), ["30", "45"]);
    assert_eq!(of(&own, &found, "b"), ["18", "27"]);
    assert_eq!(codes(&found.findings), ["COO146"]);
}

#[test]
fn two_buckets_and_indicators_add_up() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"two_bucket\"\nresearch = [\"rd\"]\ncompany = \"pool\"\nappreciation = [\"gain\"]\nshares = { a = 0.65, b = 0.35 }\n[[clause]]\nid = \"y\"\nkind = \"indicator\"\nitems = [\"gdp\"]\nshares = { a = 0.7, b = 0.3 }\n",
    );
    let rows = [("rd", "a", "", "2021", "10"), ("gain", "a", "", "2021", "100"), ("gdp", "b", "", "2021", "1000")];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!(of(&own, &found, "pool"), ["10"]);
    assert_eq!(of(&own, &found, "a"), ["65", "700"]);
    assert_eq!(of(&own, &found, "b"), ["35", "300"]);
}

#[test]
fn amounts_across_a_change_are_refused_or_divided_by_days() {
    let clauses = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nend = 2021-04-01\nshares = { b = 1 }\n[[clause]]\nid = \"z\"\nkind = \"revenue\"\nstart = 2021-04-01\nitems = [\"tax\"]\nshares = { c = 1 }\n";
    let own = with(clauses);
    let rows = [("tax", "a", "", "2021", "365")];
    let found = allocated(&own, &facts(&own, &rows));
    assert_eq!((found.parts.len(), codes(&found.findings)), (0, vec!["COO136", "COO136"]));
    let mut days = own.clone();
    days.straddle = liantu_cooperation::agreement::Straddle::Days;
    let found = allocated(&days, &facts(&days, &rows));
    assert_eq!((of(&days, &found, "b"), of(&days, &found, "c")), (vec!["90".to_owned()], vec!["275".to_owned()]));
}

#[test]
fn currencies_are_not_mixed() {
    let own =
        with("[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\ncurrency = \"JPY\"\nshares = { b = 1 }\n");
    let found = allocated(&own, &facts(&own, &[("tax", "a", "", "2021", "365")]));
    assert_eq!((found.parts.len(), codes(&found.findings)), (0, vec!["COO134"]));
}

proptest! {
    #[test]
    fn parts_add_up(amount in any::<i64>().prop_filter("has a negative", |amount| *amount > i64::MIN), weights in prop::collection::vec(0i64..1000, 1..8), rule in 0usize..4) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let ratios: Vec<Ratio> = weights.iter().map(|weight| Ratio::whole(*weight)).collect();
        let rule = [Remainder::Largest, Remainder::First, Remainder::Last, Remainder::To(weights.len() / 2)][rule];
        let shares = Shares::new(&ratios, rule).unwrap();
        let parts = shares.split(amount);
        prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(amount));
        prop_assert_eq!(shares.split(-amount), parts.iter().map(|part| -part).collect::<Vec<_>>());
        let total: i64 = weights.iter().sum();
        if rule == Remainder::Largest {
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(amount) * i128::from(*weight);
                prop_assert!((i128::from(*part) * i128::from(total) - exact).abs() < i128::from(total), "less than one minor unit off");
            }
        }
    }

    #[test]
    fn a_relocation_never_gives_more_than_the_limit(before in 2000i64..5000, taxes in prop::collection::vec(-2000i64..9000, 0..7)) {
        let text: Vec<String> = taxes.iter().map(i64::to_string).collect();
        let base = before.to_string();
        let given: Vec<&str> = text.iter().map(String::as_str).collect();
        let shares = course([base.as_str(); 3], &given, true, true).0;
        let sum: f64 = shares.iter().map(|share| share.parse::<f64>().unwrap()).sum();
        prop_assert!(sum <= 3.0 * before as f64 + 1e-9 && shares.len() <= 5);
        for (share, tax) in shares.iter().zip(&taxes) {
            let share: f64 = share.parse().unwrap();
            prop_assert!(share >= 0.0 && share <= (*tax as f64 / 2.0).max(0.0));
        }
    }
}

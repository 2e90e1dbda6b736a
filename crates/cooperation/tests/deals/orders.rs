//! What must not count: the order of rows, the order of months, who held an amount before, what other clauses say.

use crate::{allocated, codes, facts, in_wan, of, with};
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::clause::Facts;
use liantu_cooperation::ledger::settle;
use liantu_cooperation::rule::RuleBook;

const HALVES: &str = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, b = 0.5 }\n";

/// Debtor, creditor and amount of what is owed, in 万元.
fn owed(own: &Agreement, known: &Facts) -> (Vec<String>, Vec<&'static str>) {
    let found = settle(own, known, &[], RuleBook::shipped(), None);
    let item = |item: &liantu_cooperation::ledger::Item| {
        format!("{}→{} {}", own.name(item.debtor), own.name(item.creditor), in_wan(item.open()))
    };
    let open = found.items.iter().filter(|item| item.open() != 0).map(item).collect();
    (open, codes(&found.allocated.findings))
}

#[test]
fn of_two_holders_in_one_period_neither_is_first() {
    for clause in [
        "kind = \"increment\"\nbase = \"10 万元\"\nshares = { a = 0.5, b = 0.5 }\n",
        "kind = \"cost\"\nlimit = \"10 万元\"\nshares = { a = 0.5, b = 0.5 }\n",
        "kind = \"revenue\"\nshares = { a = 0.5, b = 0.5 }\ncap = { a = \"3 万元\", b = \"3 万元\" }\n",
    ] {
        let own = with(&format!("[[clause]]\nid = \"x\"\nitems = [\"tax\"]\n{clause}"));
        let rows = [("tax", "a", "", "2021", "10"), ("tax", "b", "", "2021", "10")];
        let net = |rows: &[(&str, &str, &str, &str, &str)]| {
            let found = settle(&own, &facts(&own, rows), &[], RuleBook::shipped(), None);
            found.items.iter().map(|item| if item.debtor == 0 { item.minor } else { -item.minor }).sum::<i64>()
        };
        assert_eq!((net(&rows), net(&[rows[1], rows[0]])), (0, 0), "{clause}");
    }
}

#[test]
fn a_cap_is_one_of_the_sum_in_whatever_order_it_comes() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.4, b = 0.6 }\ncap = { a = \"100 万元\" }\n[[clause]]\nid = \"y\"\nkind = \"cost\"\nitems = [\"works\"]\nshares = { a = 0.5, b = 0.5 }\nlimit = \"100 万元\"\n",
    );
    let sum = |item: &str, months: &[&str]| {
        let rows: Vec<_> =
            ["2021-01", "2021-02"].iter().zip(months).map(|(month, own)| (item, "b", "", *month, *own)).collect();
        let found = allocated(&own, &facts(&own, &rows));
        in_wan(found.parts.iter().filter(|part| part.party == 0).map(|part| part.minor).sum())
    };
    for months in [vec!["300", "-40"], vec!["-40", "300"], vec!["260"]] {
        assert_eq!(sum("tax", &months), "100", "{months:?}");
    }
    for months in [vec!["150", "-40"], vec!["-40", "150"], vec!["110"]] {
        assert_eq!(sum("works", &months), "50", "{months:?}");
    }
}

fn moved(before: &str) -> String {
    format!(
        "[[clause]]\nid = \"move\"\nkind = \"relocation\"\nitems = [\"tax\"]\norigin = \"a\"\ndestination = \"b\"\n[[clause.firm]]\nid = \"f\"\nlisted = true\ngovernment_led = true\nbefore = \"{before}\"\nproduction = 2020-01-01\n"
    )
}

#[test]
fn the_tax_of_a_relocated_firm_is_shared_once() {
    let own = with(&format!("{}{HALVES}", moved("2015/2018")));
    let rows = [
        ("tax", "a", "f", "2015", "3000"),
        ("tax", "a", "f", "2016", "3000"),
        ("tax", "a", "f", "2017", "3000"),
        ("tax", "b", "f", "2020", "4000"),
        ("tax", "b", "g", "2020", "10"),
    ];
    let found = allocated(&own, &facts(&own, &rows[3..]));
    assert_eq!(of(&own, &found, "a"), ["5"], "the firm is not eligible without the years before");
    let (open, _) = owed(&own, &facts(&own, &rows));
    let after: Vec<&String> = open.iter().filter(|own| own.starts_with("b→a")).collect();
    assert_eq!(after, ["b→a 2000", "b→a 5"]);
}

#[test]
fn the_years_before_a_move_are_those_of_the_rule_each_known_once() {
    let base = |before: &str, rows: &[(&str, &str, &str, &str, &str)]| {
        let own = with(&moved(before));
        let mut rows = rows.to_vec();
        rows.push(("tax", "b", "f", "2020", "9000"));
        let found = allocated(&own, &facts(&own, &rows));
        (of(&own, &found, "a"), codes(&found.findings))
    };
    let year = |year: &'static str, amount: &'static str| ("tax", "a", "f", year, amount);
    let refused = (vec![], vec!["COO140"]);
    let four = [year("2014", "1500"), year("2015", "1500"), year("2016", "1500"), year("2017", "1500")];
    assert_eq!(base("2014/2018", &four), refused, "four years are not three");
    let two = [year("2015", "3000"), year("2016", "3000"), year("2017", "3000")];
    assert_eq!(base("2015/2017", &two), refused, "nor are two");
    assert_eq!(base("2015/2018", &two).0, ["4500"]);
    // 2016 stands there as a year and as two halves, 2017 is missing: the days add up, the years do not.
    let twice = [year("2015", "3000"), year("2016", "2400"), year("2016-H1", "1200"), year("2016-H2", "1200")];
    assert_eq!(base("2015/2018", &twice), refused);
}

#[test]
fn a_base_that_is_half_known_is_not_known() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"increment\"\nstart = 2021-01-01\nitems = [\"tax\"]\nbase_period = \"2020\"\nshares = { b = 1 }\n",
    );
    let found = allocated(&own, &facts(&own, &[("tax", "a", "", "2020-H1", "60"), ("tax", "a", "", "2021", "120")]));
    assert!(found.parts.is_empty() && codes(&found.findings).contains(&"COO142"), "{:?}", found.findings);
}

#[test]
fn the_last_call_of_a_fund_fills_the_commitments() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"fund\"\nfund = \"pool\"\ncommitments = { a = \"100 万元\", b = \"100 万元\", c = \"100 万元\" }\n",
    );
    let rows: Vec<_> = ["2021-01", "2021-02", "2021-03"].map(|month| ("call", "pool", "", month, "100")).to_vec();
    let found = allocated(&own, &facts(&own, &rows));
    assert!(found.findings.is_empty(), "{:?}", found.findings);
    for party in 0..3 {
        let sum: i64 = found.parts.iter().filter(|part| part.party == party).map(|part| part.minor).sum();
        assert_eq!(in_wan(sum), "100");
    }
    let more = [rows, vec![("call", "pool", "", "2021-04", "1")]].concat();
    assert_eq!(codes(&allocated(&own, &facts(&own, &more)).findings), ["COO146"]);
}

#[test]
fn two_layers_of_one_party_are_two() {
    let own = with(
        "[[clause]]\nid = \"x\"\nkind = \"waterfall\"\nitems = [\"loss\"]\nlast = \"b\"\nlayer = [{ party = \"a\", share = 0.5, limit = \"10 万元\" }, { party = \"a\", share = 0.3, limit = \"5 万元\" }]\n",
    );
    let rows = [("loss", "c", "", "2021-01", "10"), ("loss", "c", "", "2021-02", "10")];
    let found = allocated(&own, &facts(&own, &rows));
    let parts: Vec<String> = found.parts.iter().map(|part| in_wan(part.minor)).collect();
    assert_eq!(parts.join(" "), "5 3 2 5 2 3");
}

const RATCHET: &str = "[[clause]]\nid = \"r\"\nkind = \"ratchet\"\nitem = \"jobs\"\nstep = [{ at = 0, factor = 1 }]\n[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.4, b = 0.6 }\nratchet = \"r\"\n";

#[test]
fn a_ratchet_that_is_amended_reaches_back_with_the_amendment() {
    let head = "[[amendment]]\nid = \"1\"\nsigned = 2023-05-01\neffective = 2021-01-01\n[[amendment.clause]]\n";
    let step = "kind = \"ratchet\"\nitem = \"jobs\"\nstep = [{ at = 0, factor = 0.5 }]\n";
    let other = "[[amendment.clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.4, b = 0.6 }\nratchet = \"s\"\n";
    for amended in [format!("{head}id = \"r\"\n{step}"), format!("{head}id = \"s\"\n{step}{other}")] {
        let own = with(&format!("{RATCHET}{amended}"));
        let known = facts(&own, &[("jobs", "b", "", "2020", "1"), ("tax", "b", "", "2022", "100")]);
        assert_eq!(owed(&own, &known), (vec!["b→a 20".to_owned()], vec![]));
    }
}

#[test]
fn a_ratchet_knows_the_successor_of_the_holder() {
    let own = with(&format!(
        "{}[[succession]]\nfrom = [\"b\"]\nto = \"c\"\non = 2022-01-15\nreason = \"rename\"\n",
        RATCHET.replace("factor = 1 ", "factor = 1.5 ")
    ));
    let known = facts(&own, &[("jobs", "b", "", "2020", "1"), ("tax", "c", "", "2022-02", "100")]);
    assert_eq!(owed(&own, &known), (vec!["c→a 60".to_owned()], vec![]));
}

#[test]
fn a_party_has_no_share_outside_its_days() {
    let text = format!("{}{HALVES}", crate::HEAD);
    let own = crate::agreement(&text.replacen("id = \"b\"\n", "id = \"b\"\nstart = 2021-01-01\nend = 2022-01-01\n", 1));
    let known = facts(&own, &["2020", "2021", "2022"].map(|year| ("tax", "a", "", year, "10")));
    assert_eq!(owed(&own, &known), (vec!["a→b 5".to_owned()], vec!["COO151", "COO151"]));
}

#[test]
fn a_year_beside_its_months_is_divided_once() {
    let own = with("[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.4, b = 0.6 }\n");
    let given = |rows: &[(&str, &str, &str, &str, &str)]| {
        let found = allocated(&own, &facts(&own, rows));
        (of(&own, &found, "a"), codes(&found.findings))
    };
    let (year, first, second) =
        (("tax", "b", "f", "2024", "1200"), ("tax", "b", "f", "2024-01", "100"), ("tax", "b", "f", "2024-02", "100"));
    assert_eq!(given(&[year]), (vec!["480".to_owned()], vec![]));
    for rows in [[year, first, second], [second, first, year]] {
        assert_eq!(given(&rows), (vec!["40".to_owned(), "40".to_owned()], vec!["COO152"]));
    }
    // Of two that overlap and are as long neither is divided; another firm, party or item is another amount.
    let days = [("tax", "b", "f", "2023-01-01/2023-01-03", "1"), ("tax", "b", "f", "2023-01-02/2023-01-04", "1")];
    assert_eq!(given(&days), (vec![], vec!["COO152", "COO152"]));
    assert_eq!(given(&[year, ("tax", "b", "g", "2024-01", "100")]), (vec!["40".to_owned(), "480".to_owned()], vec![]));
}

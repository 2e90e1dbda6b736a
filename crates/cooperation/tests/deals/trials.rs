//! What happens to agreements over the years, on the book that is kept: bonds that are drawn, parties that are merged or
//! renamed, amendments that reach back, months in which more is refunded than collected, currencies without or with three
//! digits, terms that overlap and texts that contradict themselves.

use crate::{codes, day};
use liantu_cooperation::agreement::{Agreement, parse};
use liantu_cooperation::clause::Facts;
use liantu_cooperation::ledger::{Amount, Book, BookError, FactLine, Input, Page, Row};
use liantu_cooperation::money::{Currency, Money};
use liantu_cooperation::rule::RuleBook;
use liantu_model::Period;

/// A book with the agreement that it is of.
struct Kept {
    agreement: Agreement,
    rows: Vec<Row>,
}

impl Kept {
    fn new(clauses: &str) -> Self {
        let text = format!("{}due_days = 30\n{}{clauses}", &crate::HEAD[..HEADING], &crate::HEAD[HEADING..]);
        Self::of(&text)
    }

    fn of(text: &str) -> Self {
        let (agreement, findings) = parse("test.toml", text);
        Self { agreement: agreement.unwrap_or_else(|| panic!("{findings:#?}")), rows: Vec::new() }
    }

    fn book(&self) -> Book {
        Book::read(self.rows.clone()).unwrap()
    }

    fn append(&mut self, page: &Page) {
        self.rows.extend(page.rows());
    }

    fn enter(&mut self, on: &str, party: &str, item: &str, period: &str, amount: &str) {
        let money = Money::parse(amount).unwrap();
        let fact = FactLine {
            party: party.to_owned(),
            item: item.to_owned(),
            actor: None,
            period: period.parse().unwrap(),
            minor: money.minor,
            unit: money.currency.code().to_owned(),
            observation: "observed".to_owned(),
            note: String::new(),
        };
        let page = self.book().enter(day(on), &[fact]);
        self.append(&page);
    }

    fn settle(&mut self, until: &str) -> Vec<&'static str> {
        let facts = self.book().with_entered(&self.agreement, Facts::default()).0;
        let input = Input {
            agreement: &self.agreement,
            version: 1,
            facts: &facts,
            source: "r1",
            rules: RuleBook::shipped(),
            until: day(until),
        };
        let (page, settlement) = self.book().settle(day(until), &input);
        if let Some(page) = page {
            self.append(&page);
        }
        codes(&settlement.allocated.findings)
    }

    fn pay(&mut self, on: &str, from: &str, to: &str, amount: &str, clause: Option<&str>) {
        let Money { minor, currency } = Money::parse(amount).unwrap();
        let amount = Amount { debtor: from.to_owned(), creditor: to.to_owned(), minor, currency };
        let page = self.book().pay(day(on), amount, None, clause.map(str::to_owned)).unwrap();
        self.append(&page);
    }

    /// Debtor, creditor and what is open, of all that is not settled.
    fn open(&self) -> Vec<String> {
        let dues = self.book().obligations(None).0;
        let one = |due: &liantu_cooperation::ledger::Due| {
            format!("{}→{} {}", due.debtor, due.creditor, due.line.currency.decimal(due.open()))
        };
        dues.iter().filter(|due| due.open() != 0).map(one).collect()
    }

    /// What `partner` owes `party` at the end of `period` by the party's statement.
    fn closing(&self, party: &str, partner: &str, period: &str, currency: &str) -> String {
        let currency = Currency::parse(currency).unwrap();
        let period: Period = period.parse().unwrap();
        let all = self.book().statement(party, period);
        currency.decimal(all.get(&(partner.to_owned(), currency)).map_or(0, |own| own.closing))
    }
}

/// Where in the header the parties begin.
const HEADING: usize = {
    let bytes = crate::HEAD.as_bytes();
    let mut at = 0;
    while bytes[at] != b'[' {
        at += 1;
    }
    at
};

const HALVES: &str = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.5, b = 0.5 }\n";
const BOND: &str = "[[clause]]\nid = \"deposit\"\nkind = \"bond\"\nparty = \"a\"\nescrow = \"escrow\"\namount = \"100 元\"\ngrace_days = 60\n";

#[test]
fn a_bond_is_drawn_when_a_debt_has_waited_and_filled_again() {
    let mut kept = Kept::new(&format!("{HALVES}{BOND}"));
    kept.enter("2021-01-01", "a", "tax", "2020", "300 元");
    kept.settle("2021-01-01");
    // 150 for b fall due on 2021-01-31; the bond itself in 2010.
    assert_eq!(kept.open(), ["a→escrow 100.00", "a→b 150.00"]);
    let draw = |kept: &Kept, on: &str| kept.book().draw(&kept.agreement, day(on), "deposit", "committee");
    assert_eq!(draw(&kept, "2021-03-01"), Err(BookError::NotDue { grace_days: 60 }));
    let unfilled = BookError::Unfilled { clause: "deposit".to_owned() };
    assert_eq!(draw(&kept, "2021-05-01"), Err(unfilled.clone()), "nothing was paid in");
    kept.pay("2021-04-01", "a", "escrow", "100 元", Some("deposit"));
    assert_eq!(
        draw(&kept, "2021-04-01"),
        Err(BookError::NotDue { grace_days: 60 }),
        "sixty days are not more than sixty"
    );
    let nobody = kept.book().draw(&kept.agreement, day("2021-04-02"), "x", "committee");
    assert!(matches!(nobody, Err(BookError::NoBond { .. })));

    let page = draw(&kept, "2021-04-02").unwrap();
    kept.append(&page);
    assert_eq!(kept.open(), ["a→b 50.00"], "the escrow has paid a hundred");
    let held = kept.book().bonds(&kept.agreement, day("2021-04-02")).remove(0);
    assert_eq!((held.paid_in, held.drawn, held.held(), held.callable), (10_000, 10_000, 0, 5_000));
    let due = kept.book().obligations(None).0.into_iter().find(|due| due.creditor == "b").unwrap();
    assert_eq!(due.payments[0].executor.as_deref(), Some("escrow"));
    assert_eq!(draw(&kept, "2021-04-03"), Err(unfilled));

    // The next settlement asks a to fill it again; when it has, the rest is drawn.
    kept.settle("2022-01-01");
    assert_eq!(kept.open(), ["a→b 50.00", "a→escrow 100.00"]);
    kept.pay("2022-01-10", "a", "escrow", "100 元", Some("deposit"));
    let page = draw(&kept, "2022-01-11").unwrap();
    kept.append(&page);
    kept.settle("2023-01-01");
    assert_eq!(kept.open(), ["a→escrow 50.00"]);
    let held = kept.book().bonds(&kept.agreement, day("2023-01-01")).remove(0);
    assert_eq!((held.paid_in, held.drawn, held.held()), (20_000, 15_000, 5_000));
    assert_eq!(kept.closing("escrow", "a", "2010/2024", "CNY"), "50.00");
    assert_eq!(kept.closing("b", "a", "2010/2024", "CNY"), "0.00");
    // Twice the same settlement: nothing new, and no finding.
    let before = kept.rows.len();
    assert!(kept.settle("2023-01-01").is_empty());
    assert_eq!(kept.rows.len(), before);
    assert!(liantu_cooperation::ledger::verify(&kept.rows, None).is_empty());
}

#[test]
fn a_party_is_merged_and_renamed_in_mid_term() {
    // b goes into c in the middle of 2021, and a is renamed: it passes to pool, which was listed for it.
    let passing = "[[succession]]\nfrom = [\"b\"]\nto = \"c\"\non = 2021-07-01\nreason = \"merger\"\n[[succession]]\nfrom = [\"a\"]\nto = \"pool\"\non = 2022-07-01\nreason = \"rename\"\n";
    let mut kept = Kept::new(&format!("{HALVES}{passing}"));
    for year in ["2020", "2021", "2022"] {
        kept.enter("2023-01-01", "a", "tax", year, "100 元");
    }
    // Year by year, as it would have been done.
    for until in ["2021-01-01", "2022-01-01", "2023-01-01"] {
        kept.settle(until);
    }
    assert_eq!(kept.open(), ["pool→c 50.00", "pool→c 50.00", "pool→c 50.00"]);
    assert_eq!(kept.closing("b", "a", "2010/2021-07-01", "CNY"), "50.00", "before the merger it was b's");
    assert_eq!(kept.closing("b", "a", "2010/2024", "CNY"), "0.00");
    assert_eq!(kept.closing("c", "pool", "2010/2024", "CNY"), "150.00");
    // All at once gives the same.
    let mut at_once = Kept::new(&format!("{HALVES}{passing}"));
    for year in ["2020", "2021", "2022"] {
        at_once.enter("2023-01-01", "a", "tax", year, "100 元");
    }
    at_once.settle("2023-01-01");
    assert_eq!(at_once.open(), kept.open());
}

#[test]
fn an_amendment_that_reaches_back_corrects_and_keeps_what_was_paid() {
    let change = "[[amendment]]\nid = \"1\"\nsigned = 2022-03-01\neffective = 2021-01-01\n[[amendment.clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.7, b = 0.3 }\n";
    let mut kept = Kept::new(&format!("{HALVES}{change}"));
    kept.enter("2022-01-01", "a", "tax", "2020", "100 元");
    kept.enter("2022-01-01", "a", "tax", "2021", "100 元");
    kept.settle("2022-01-01");
    kept.pay("2022-02-01", "a", "b", "100 元", None);
    assert!(kept.open().is_empty());
    kept.settle("2022-12-31");
    // 2020 stays at a half; of 2021 only 30 are owed now: 20 were paid too much.
    assert!(kept.open().is_empty());
    assert_eq!(kept.closing("b", "a", "2010/2023", "CNY"), "-20.00");
    let credits = kept.book().obligations(None).1;
    assert_eq!(credits.iter().map(|own| own.minor).collect::<Vec<_>>(), [2_000]);
    // Next year's share is less for it.
    kept.enter("2023-01-01", "a", "tax", "2022", "100 元");
    kept.settle("2023-01-01");
    assert_eq!(kept.open(), ["a→b 10.00"]);
}

#[test]
fn months_with_refunds_turn_the_debt_round() {
    let mut kept = Kept::new(HALVES);
    for (month, amount) in [("2021-01", "100 元"), ("2021-02", "-300 元"), ("2021-03", "40 元")] {
        kept.enter("2021-04-01", "a", "tax", month, amount);
    }
    assert!(kept.settle("2021-04-01").is_empty());
    assert_eq!(kept.open(), ["a→b 50.00", "b→a 150.00", "a→b 20.00"]);
    assert_eq!(kept.closing("a", "b", "2010/2022", "CNY"), "80.00");
    assert_eq!(kept.closing("b", "a", "2010/2022", "CNY"), "-80.00");
}

#[test]
fn currencies_without_and_with_three_digits_stay_apart() {
    let clause = |id: &str, item: &str, currency: &str| {
        format!(
            "[[clause]]\nid = \"{id}\"\nkind = \"revenue\"\ncurrency = \"{currency}\"\nitems = [\"{item}\"]\nshares = {{ a = \"1/3\", b = \"2/3\" }}\n"
        )
    };
    let mut kept = Kept::new(&format!("{}{}", clause("yen", "fee", "JPY"), clause("dinar", "toll", "KWD")));
    kept.enter("2022-01-01", "a", "fee", "2021", "100 JPY");
    kept.enter("2022-01-01", "a", "toll", "2021", "1.000 KWD");
    assert!(kept.settle("2022-01-01").is_empty());
    // Two thirds of 100 yen are 67 whole yen; of a dinar 0.667.
    assert_eq!(kept.open(), ["a→b 0.667", "a→b 67"]);
    kept.pay("2022-02-01", "a", "b", "67 JPY", None);
    assert_eq!(kept.open(), ["a→b 0.667"], "yen pay no dinars");
    assert_eq!(
        [kept.closing("b", "a", "2010/2023", "JPY"), kept.closing("b", "a", "2010/2023", "KWD")],
        ["0", "0.667"]
    );
    // Nothing is converted: yuan under a clause in yen are refused, and so is half a yen.
    kept.enter("2022-06-01", "a", "fee", "2022", "100 元");
    assert_eq!(kept.settle("2023-01-01"), ["COO134"]);
    assert!(Money::parse("0.5 JPY").is_err() && Money::parse("0.0005 KWD").is_err());
    assert_eq!(Money::parse("0.005 KWD").unwrap().minor, 5);
}

#[test]
fn texts_that_contradict_themselves_are_refused_where_they_do() {
    let faults = |clauses: &str| {
        let text = format!("{}{clauses}", crate::HEAD);
        let (agreement, findings) = parse("test.toml", &text);
        (agreement.is_some(), codes(&findings))
    };
    let share = |id: &str, more: &str| {
        format!(
            "[[clause]]\nid = \"{id}\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = {{ a = 0.5, b = 0.5 }}\n{more}"
        )
    };
    assert_eq!(
        faults(&format!("{}{}", share("x", ""), share("y", ""))),
        (false, vec!["COO110"]),
        "the same money twice"
    );
    let early = share("x", "end = 2020-01-01\n");
    assert_eq!(
        faults(&format!("{early}{}", share("y", "start = 2020-01-01\n"))),
        (true, vec![]),
        "one after the other"
    );
    assert_eq!(
        faults(&format!("{early}{}", share("y", "start = 2019-12-31\n"))),
        (false, vec!["COO110"]),
        "a day in common"
    );
    assert_eq!(faults(&share("x", "start = 2009-01-01\n")), (false, vec!["COO112"]), "before the agreement begins");
    assert_eq!(faults(&share("x", "start = 2020-01-01\nend = 2020-01-01\n")), (false, vec!["COO108"]));
    assert_eq!(
        faults("[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\n"),
        (false, vec!["COO107"]),
        "nobody shares"
    );
    assert_eq!(
        faults("[[clause]]\nid = \"x\"\nkind = \"bond\"\nparty = \"a\"\namount = \"1 元\"\n"),
        (false, vec!["COO103"]),
        "incomplete"
    );
    assert_eq!(
        faults("[[clause]]\nid = \"x\"\nkind = \"bond\"\nparty = \"a\"\nescrow = \"z\"\namount = \"1 元\"\n").1,
        ["COO105"]
    );
    assert_eq!(
        faults("[[succession]]\nfrom = [\"a\"]\nto = \"a\"\non = 2020-01-01\nreason = \"merger\"\n"),
        (false, vec!["COO111"])
    );
}

const FORTY: &str = "[[clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = { a = 0.4, b = 0.6 }\n[[succession]]\nfrom = [\"b\"]\nto = \"c\"\non = 2025-01-15\nreason = \"merger\"\n";

/// What each owes each by statements, and that they say what is open less what was paid too much.
fn agree(kept: &Kept) -> Vec<String> {
    let (dues, credits) = kept.book().obligations(None);
    let mut found = Vec::new();
    for (place, one) in ["a", "b", "c"].iter().enumerate() {
        for two in &["a", "b", "c"][place + 1..] {
            let open = |debtor: &str, creditor: &str| -> i64 {
                let due = dues.iter().filter(|own| own.debtor == debtor && own.creditor == creditor);
                let credit = credits.iter().filter(|own| own.debtor == debtor && own.creditor == creditor);
                due.map(liantu_cooperation::ledger::Due::open).sum::<i64>() - credit.map(|own| own.minor).sum::<i64>()
            };
            let all: Period = "2010/2040".parse().unwrap();
            let stated =
                kept.book().statement(one, all).get(&((*two).to_owned(), Currency::CNY)).map_or(0, |own| own.closing);
            assert_eq!(stated, open(two, one) - open(one, two), "{one} and {two}");
            if stated != 0 {
                found.push(format!("{two}→{one} {}", Currency::CNY.decimal(stated)));
            }
        }
    }
    found
}

#[test]
fn what_is_corrected_after_a_succession_is_the_successors() {
    let mut kept = Kept::new(FORTY);
    kept.enter("2024-12-01", "b", "tax", "2024-11", "250 元");
    kept.settle("2025-01-01");
    kept.pay("2024-12-20", "b", "a", "80 元", None);
    kept.settle("2025-02-01");
    assert_eq!(agree(&kept), ["c→a 20.00"]);
    // 80 were paid of what is now 50.
    kept.enter("2025-02-02", "b", "tax", "2024-11", "125 元");
    kept.settle("2025-03-01");
    assert_eq!((agree(&kept), kept.open()), (vec!["c→a -30.00".to_owned()], vec![]));
    let before = kept.rows.len();
    kept.settle("2025-03-01");
    assert_eq!(kept.rows.len(), before, "the same settlement twice appends nothing");
    // And up again: what was paid before counts for it.
    kept.enter("2025-03-02", "b", "tax", "2024-11", "500 元");
    kept.settle("2025-03-01");
    assert_eq!(agree(&kept), ["c→a 120.00"]);
    // A payment that is recorded late, in the old name.
    kept.pay("2025-01-10", "b", "a", "11 元", None);
    kept.settle("2025-04-01");
    assert_eq!(agree(&kept), ["c→a 109.00"]);
    let before = kept.rows.len();
    kept.settle("2025-04-01");
    assert_eq!(kept.rows.len(), before);
}

#[test]
fn what_is_undone_after_a_succession_was_the_successors() {
    let mut kept = Kept::new(FORTY);
    kept.enter("2024-12-01", "b", "tax", "2024-12", "1000 元");
    kept.enter("2025-03-01", "c", "tax", "2025-02", "1000 元");
    kept.settle("2026-01-01");
    let first = kept.book().obligations(None).0[0].record;
    let page = kept.book().reverse(day("2026-01-02"), first, "mistake").unwrap();
    kept.append(&page);
    assert_eq!(agree(&kept), ["c→a 400.00"]);
    kept.settle("2026-01-01");
    assert_eq!(agree(&kept), ["c→a 400.00"]);
}

#[test]
fn an_amount_that_is_entered_takes_the_place_of_the_row() {
    let own = Kept::new(FORTY);
    let row = crate::facts(&own.agreement, &[("tax", "b", "", "2024-11", "250"), ("tax", "b", "", "2024-12", "250")]);
    let mut kept = own;
    kept.enter("2024-12-01", "b", "tax", "2024-11", "100 元");
    kept.enter("2024-12-01", "b", "tax", "2024-11", "90 元");
    let (known, found) = kept.book().with_entered(&kept.agreement, row);
    let amounts: Vec<i64> = known.facts.iter().map(|fact| fact.minor).collect();
    assert_eq!((amounts, found.len()), (vec![250_000_000, 9000], 0));
    // Of somebody whom the text does not name nothing is counted, and it is said.
    kept.enter("2024-12-01", "stranger", "tax", "2024-11", "90 元");
    let (known, found) = kept.book().with_entered(&kept.agreement, Facts::default());
    assert_eq!((known.facts.len(), codes(&found)), (1, vec!["COO132"]));
}

#[test]
fn the_lead_passes_on_at_the_ends_of_months() {
    use liantu_cooperation::governance::calendar;
    let kept = Kept::new(
        "[[clause]]\nid = \"lead\"\nkind = \"rotation\"\norder = [\"a\", \"b\", \"c\"]\nmonths = 1\nstart = 2024-01-31\nend = 2024-08-01\n",
    );
    let turns: String = calendar(&kept.agreement, &Facts::default(), "2024".parse().unwrap())
        .iter()
        .filter_map(|due| due.party.map(|party| kept.agreement.name(party).to_owned()))
        .collect();
    assert_eq!(turns, "abcabca");
}

#[test]
fn two_amendments_of_one_name_are_said_and_told_apart() {
    let change = |from: &str, share: &str| {
        format!(
            "[[amendment]]\nid = \"A\"\nsigned = {from}\neffective = {from}\n[[amendment.clause]]\nid = \"x\"\nkind = \"revenue\"\nitems = [\"tax\"]\nshares = {share}\n"
        )
    };
    let clauses = FORTY.split("[[succession]]").next().unwrap();
    let text = format!(
        "{clauses}{}{}",
        change("2024-03-01", "{ a = 0.3, b = 0.7 }"),
        change("2024-05-01", "{ a = 0.2, b = 0.8 }")
    );
    let (_, findings) = parse("test.toml", &format!("{}{text}", crate::HEAD));
    assert_eq!(codes(&findings), ["COO106"]);
    let mut kept = Kept::new(&text);
    kept.enter("2024-07-01", "b", "tax", "2024-06", "100 元");
    kept.settle("2024-07-01");
    let due = &kept.book().obligations(None).0[0];
    assert_eq!(due.line.why(&kept.agreement).unwrap().en, "1/5 × 100.00");
}

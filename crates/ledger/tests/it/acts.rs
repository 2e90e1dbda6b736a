//! Each act, what it refuses, and that two at once do not lose one another.

use crate::place::places;
use crate::{HALVES, day, order, settle, signed, wan};
use liantu_cooperation::ledger::{Amount, BookError, FactLine};
use liantu_cooperation::money::Currency;
use liantu_ledger::{Deal, LedgerError};

fn amount(debtor: &str, creditor: &str, wan_yuan: &str) -> Amount {
    let (debtor, creditor) = (debtor.to_owned(), creditor.to_owned());
    Amount { debtor, creditor, minor: wan(wan_yuan), currency: Currency::CNY }
}

/// Amount and what is open of it, in 万元, of every obligation.
fn open(deal: &Deal) -> Vec<(i64, i64)> {
    let in_wan = |minor: i64| minor / 1_000_000;
    deal.book.obligations(None).0.iter().map(|own| (in_wan(own.line.minor), in_wan(own.open()))).collect()
}

#[tokio::test]
async fn an_agreement_is_in_force_when_everybody_has_signed() {
    for place in places() {
        let ledger = place.open().await;
        let deal = ledger.add(HALVES, day("2026-01-05"), "office").await.unwrap();
        assert_eq!(Deal::missing(deal.latest()), ["a", "b"], "accounts do not sign");
        assert!(matches!(ledger.add(HALVES, day("2026-01-05"), "office").await, Err(LedgerError::Exists { .. })));
        ledger.sign("halves", None, "a", "甲|市长\n", day("2026-01-06")).await.unwrap();
        let deal = ledger.deal("halves").await.unwrap();
        assert_eq!(deal.latest().0.signed[0].1, "甲|市长\n");
        assert!(deal.in_force(day("2026-02-01")).is_none());
        let twice = ledger.sign("halves", Some(1), "a", "x", day("2026-01-06")).await;
        assert!(matches!(twice, Err(LedgerError::Book(BookError::SignedTwice { .. }))), "{twice:?}");
        let stranger = ledger.sign("halves", None, "c", "x", day("2026-01-06")).await;
        assert!(matches!(stranger, Err(LedgerError::NoParty { .. })), "{stranger:?}");
        ledger.sign("halves", None, "b", "x", day("2026-01-07")).await.unwrap();
        assert!(ledger.deal("halves").await.unwrap().in_force(day("2026-02-01")).is_some());

        // A new version waits for its signatures; until then the old one holds.
        let new = HALVES.replace("a = 0.5, b = 0.5", "a = 0.4, b = 0.6");
        let same = ledger.amend("halves", HALVES, None, day("2026-03-01"), "office").await;
        assert!(matches!(same, Err(LedgerError::Book(BookError::Unchanged { version: 1 }))), "{same:?}");
        let deal = ledger.amend("halves", &new, None, day("2026-03-01"), "office").await.unwrap();
        assert_eq!(deal.in_force(day("2026-04-01")).unwrap().0.version, 1);
        for party in ["b", "a"] {
            ledger.sign("halves", None, party, "x", day("2026-03-02")).await.unwrap();
        }
        let deal = ledger.deal("halves").await.unwrap();
        assert_eq!(deal.in_force(day("2026-04-01")).unwrap().0.version, 2);
        assert_eq!(ledger.text("halves", &deal.versions[0].0).await.unwrap(), HALVES);
        assert!(matches!(ledger.deal("other").await, Err(LedgerError::Absent { .. })));
        assert_eq!(ledger.agreements().await.unwrap(), ["halves"], "what was refused left nothing");
        let other = ledger.amend("other", HALVES, None, day("2026-03-01"), "office").await;
        assert!(matches!(other, Err(LedgerError::Other { .. })), "{other:?}");
        assert!(ledger.verify().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_settlement_is_done_once_and_corrected_by_reversal() {
    for place in places() {
        let ledger = place.open().await;
        let id = signed(&ledger, HALVES).await;
        let rows = [("tax", "a", "2021", "100"), ("tax", "a", "2022", "80")];
        let done = settle(&ledger, vec![order(&ledger, &id, &rows).await], "2023-01-01").await.unwrap();
        assert_eq!(done[0].appended, 3, "the run and two obligations");
        let again = settle(&ledger, vec![order(&ledger, &id, &rows).await], "2023-01-01").await.unwrap();
        assert_eq!(again[0].appended, 0);
        // The rows stand in another order: nothing changes.
        let turned = [rows[1], rows[0]];
        let again = settle(&ledger, vec![order(&ledger, &id, &turned).await], "2023-01-01").await.unwrap();
        assert_eq!(again[0].appended, 0);

        ledger.pay(&id, day("2022-03-01"), amount("a", "b", "60"), Some("省财政厅".to_owned()), None).await.unwrap();
        assert_eq!(open(&ledger.deal(&id).await.unwrap()), [(50, 0), (40, 30)]);

        // 2022 is revised after it was settled: it stays as it was, and is put right on the first day after.
        let revised = [rows[0], ("tax", "a", "2022", "90")];
        let done = settle(&ledger, vec![order(&ledger, &id, &revised).await], "2023-01-01").await.unwrap();
        assert_eq!(done[0].appended, 3, "the run, a reversal and an obligation");
        let deal = ledger.deal(&id).await.unwrap();
        assert_eq!(open(&deal), [(50, 0), (40, 0), (45, 35)], "what was paid of it counts for the new one");
        let before = deal.book.statement("b", "2020/2023-01-02".parse().unwrap());
        assert_eq!(before[&("a".to_owned(), Currency::CNY)].closing, wan("30"));
        let after = deal.book.statement("b", "2023-01-02/2024".parse().unwrap());
        let own = after[&("a".to_owned(), Currency::CNY)];
        assert_eq!((own.corrected, own.receivable, own.closing), (wan("-40"), wan("45"), wan("35")));
        // And back again.
        let done = settle(&ledger, vec![order(&ledger, &id, &rows).await], "2023-01-01").await.unwrap();
        assert_eq!(done[0].appended, 3);
        let deal = ledger.deal(&id).await.unwrap();
        assert_eq!(
            deal.book.obligations(None).0.iter().map(liantu_cooperation::ledger::Due::open).sum::<i64>(),
            wan("30")
        );

        // What a person reverses stays reversed.
        let last = deal.book.obligations(None).0.last().unwrap().record;
        let unreasoned = ledger.reverse(&id, last, day("2026-11-22"), " ").await;
        assert!(matches!(unreasoned, Err(LedgerError::Refused { .. })));
        ledger.reverse(&id, last, day("2026-11-22"), "waived").await.unwrap();
        let twice = ledger.reverse(&id, last, day("2026-11-22"), "waived").await;
        assert!(matches!(twice, Err(LedgerError::Book(BookError::Irreversible { .. }))));
        let again = settle(&ledger, vec![order(&ledger, &id, &rows).await], "2023-01-01").await.unwrap();
        assert_eq!(again[0].appended, 0);
        // A payment that bounced.
        let paid =
            deal.book.records().iter().find(|own| matches!(own.line, liantu_cooperation::ledger::Line::Paid { .. }));
        ledger.reverse(&id, paid.unwrap().number, day("2026-11-22"), "bounced").await.unwrap();
        assert_eq!(open(&ledger.deal(&id).await.unwrap())[0], (50, 50));
        assert!(ledger.verify().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_is_entered_by_hand_is_settled_and_traced() {
    for place in places() {
        let ledger = place.open().await;
        let id = signed(&ledger, HALVES).await;
        let fact = |period: &str, amount: &str| FactLine {
            party: "a".to_owned(),
            item: "tax".to_owned(),
            actor: None,
            period: period.parse().unwrap(),
            minor: wan(amount),
            unit: "CNY".to_owned(),
            observation: "estimated".to_owned(),
            note: "assumed | 假设".to_owned(),
        };
        let deal = ledger.enter(&id, day("2026-11-22"), &[fact("2021", "100"), fact("2022", "80")]).await.unwrap();
        let again = ledger.enter(&id, day("2026-11-22"), &[fact("2021", "100")]).await.unwrap();
        assert_eq!(deal.book.head(), again.book.head(), "the same again is nothing new");
        settle(&ledger, vec![order(&ledger, &id, &[]).await], "2023-01-01").await.unwrap();
        let deal = ledger.deal(&id).await.unwrap();
        let dues = deal.book.obligations(None).0;
        assert_eq!(dues.len(), 2);
        let Some(liantu_cooperation::ledger::Origin::Record(record)) = dues[0].line.origin else { panic!("{dues:?}") };
        let found = deal.book.facts().find(|own| own.0 == u64::from(record)).unwrap().1;
        assert_eq!((found.minor, found.note.as_str()), (wan("100"), "assumed | 假设"));
        assert_eq!(dues[0].line.why(&deal.latest().1).unwrap().en, "1/2 × 1000000.00");
        ledger.enter(&id, day("2026-11-23"), &[fact("2021", "120")]).await.unwrap();
        settle(&ledger, vec![order(&ledger, &id, &[]).await], "2023-01-01").await.unwrap();
        assert_eq!(open(&ledger.deal(&id).await.unwrap()), [(50, 0), (40, 40), (60, 60)]);
        assert!(ledger.verify().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn acts_at_once_come_one_after_the_other() {
    for place in places() {
        // Two programs that open a new store at once, and many that write to it.
        let (one, two) = tokio::join!(place.open(), place.open());
        let parties: Vec<String> = (0..12).map(|n| format!("[[party]]\nid = \"p{n}\"\nlevel = \"city\"\n")).collect();
        let parties = parties.concat();
        let text = format!("{}{parties}", HALVES.split("[[clause]]").next().unwrap())
            + "[[clause]]"
            + HALVES.split("[[clause]]").nth(1).unwrap();
        one.add(&text, day("2026-01-05"), "office").await.unwrap();
        let mut tasks = Vec::new();
        for n in 0..12 {
            for ledger in [&one, &two] {
                let ledger = ledger.clone();
                tasks.push(tokio::spawn(async move {
                    ledger.sign("halves", None, &format!("p{n}"), "x", day("2026-01-06")).await.is_ok()
                }));
            }
        }
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        assert_eq!(won, 12, "of two that sign for the same party one wins");
        let deal = two.deal("halves").await.unwrap();
        assert_eq!(deal.latest().0.signed.len(), 12);
        assert!(two.verify().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_draft_takes_nobody_out_and_a_file_is_entered_whole() {
    for place in places() {
        let ledger = place.open().await;
        let id = signed(&ledger, HALVES).await;
        let fact = |party: &str, period: &str| FactLine {
            party: party.to_owned(),
            item: "tax".to_owned(),
            actor: None,
            period: period.parse().unwrap(),
            minor: wan("10"),
            unit: "CNY".to_owned(),
            observation: "observed".to_owned(),
            note: String::new(),
        };
        // A text that nobody signed calls a party otherwise: the one in force still has it.
        let draft = HALVES.replace("id = \"b\"", "id = \"d\"").replace("b = 0.5", "d = 0.5");
        ledger.amend(&id, &draft, None, day("2026-03-01"), "office").await.unwrap();
        ledger.pay(&id, day("2026-03-02"), amount("b", "a", "1"), None, None).await.unwrap();
        ledger.enter(&id, day("2026-03-02"), &[fact("b", "2021")]).await.unwrap();
        // A clause that is not there is no address for a payment.
        let wrong = ledger.pay(&id, day("2026-03-02"), amount("b", "a", "1"), None, Some("txa".to_owned())).await;
        assert!(matches!(wrong, Err(LedgerError::NoClause { .. })), "{wrong:?}");
        // Nor does a new text leave out who has paid or owes.
        let gone = ledger.amend(&id, &draft, None, day("2026-03-03"), "office").await;
        assert!(matches!(&gone, Err(LedgerError::Dropped { parties, .. }) if *parties == ["b"]), "{gone:?}");
        // Two agreements of which one is not there, or has no such party: nothing of it.
        let before = ledger.deal(&id).await.unwrap().book.head();
        for other in [("nowhere", fact("a", "2022")), ("halves", fact("stranger", "2022"))] {
            let mut facts = std::collections::BTreeMap::from([(id.clone(), vec![fact("a", "2022")])]);
            facts.entry(other.0.to_owned()).or_default().push(other.1);
            assert!(ledger.enter_all(day("2026-03-03"), &facts).await.is_err());
            assert_eq!(ledger.deal(&id).await.unwrap().book.head(), before);
        }
        let facts = std::collections::BTreeMap::from([(id.clone(), vec![fact("a", "2022")])]);
        assert_eq!(ledger.enter_all(day("2026-03-03"), &facts).await.unwrap(), [1]);
        assert!(ledger.verify().await.unwrap().is_empty());
    }
}

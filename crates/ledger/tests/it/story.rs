//! Two agreements of the documents, settled for three years on assumed figures and read back; by hand:
//!
//! **Suzhou–Suqian** (in 万元). Tax over a base of 20,000 a year: 26,000, 30,000, 28,000, so 6,000, 10,000, 8,000 more; Suzhou
//! gets 0.4 of it: 2,400, 4,000, 3,200; the park 0.2: 1,200, 2,000, 1,600. Works of 5,000 that Suzhou paid in 2021: Suqian
//! owes 0.4 = 2,000. Works of 3,000 that Suqian paid in 2022: Suzhou owes 0.6 = 1,800. Suqian pays 2,400 on 2022-03-01 and
//! 3,000 on 2023-03-01. Suzhou's account with Suqian:
//!
//! | year | opening | receivable | payable | received | closing |
//! |---|---|---|---|---|---|
//! | 2022 | 0 | 2,400 + 2,000 | 0 | 2,400 | 2,000 |
//! | 2023 | 2,000 | 4,000 | 1,800 | 3,000 | 1,200 |
//! | 2024 | 1,200 | 3,200 | 0 | 0 | 4,400 |
//!
//! **Beijing–Chifeng**. 0.3 of the tax of 1,000, 2,000, 4,000 is 300, 600, 1,200; with the limit of 1,500 in all the last is
//! 600. Half of the 200 a year for exchange: 100 each. Chifeng pays 400 on 2022-06-30. Yizhuang's account: receivable 300 +
//! 100 + 600 + 100 + 600 + 100 = 1,800, received 400, closing 1,400; of it overdue on 2023-06-01: what fell due on 2022-04-01 is
//! paid, what fell due on 2023-04-01 is not: 700.

use crate::place::places;
use crate::{day, order, settle, signed, wan};
use liantu_cooperation::ledger::{Amount, FactLine};
use liantu_cooperation::money::Currency;
use liantu_ledger::Ledger;

const SUZHOU: &str = include_str!("../../../../data/agreements/suzhou-suqian.toml");
const BEIJING: &str = include_str!("../../../../data/agreements/beijing-chifeng.toml");
const FACTS: &str = include_str!("../../../../data/agreements/assumed-facts.csv");

fn facts(id: &str) -> Vec<FactLine> {
    let line = |line: &str| {
        let field: Vec<&str> = line.split(',').collect();
        FactLine {
            party: field[1].to_owned(),
            item: field[2].to_owned(),
            actor: None,
            period: field[4].parse().expect("a period"),
            minor: wan(field[5]),
            unit: "CNY".to_owned(),
            observation: field[7].to_owned(),
            note: field[8].to_owned(),
        }
    };
    FACTS.lines().skip(1).filter(|own| own.starts_with(id)).map(line).collect()
}

async fn pay(ledger: &Ledger, id: &str, from: &str, to: &str, on: &str, amount: &str, by: &str) {
    let amount =
        Amount { debtor: from.to_owned(), creditor: to.to_owned(), minor: wan(amount), currency: Currency::CNY };
    ledger.pay(id, day(on), amount, Some(by.to_owned()), None).await.expect("a payment");
}

#[tokio::test]
async fn two_agreements_of_the_documents_over_three_years() {
    let mut books = Vec::new();
    for place in places() {
        let ledger = place.open().await;
        for text in [SUZHOU, BEIJING] {
            let id = signed(&ledger, text).await;
            ledger.enter(&id, day("2024-02-01"), &facts(&id)).await.unwrap();
        }
        // Year by year, as it would have been done.
        for (until, payment) in [
            ("2022-01-01", Some(("suzhou-suqian", "suqian", "suzhou", "2022-03-01", "2400", "江苏省财政厅"))),
            ("2022-01-02", Some(("beijing-chifeng", "chifeng", "yizhuang", "2022-06-30", "400", "赤峰市财政局"))),
            ("2023-01-01", Some(("suzhou-suqian", "suqian", "suzhou", "2023-03-01", "3000", "宿迁市财政局"))),
            ("2024-01-01", None),
        ] {
            let orders = [order(&ledger, "beijing-chifeng", &[]).await, order(&ledger, "suzhou-suqian", &[]).await];
            settle(&ledger, orders.to_vec(), until).await.unwrap();
            if let Some((id, from, to, on, amount, by)) = payment {
                pay(&ledger, id, from, to, on, amount, by).await;
            }
        }

        let deal = ledger.deal("suzhou-suqian").await.unwrap();
        let account = |party: &str, other: &str, period: &str| {
            let own = deal.book.statement(party, period.parse().unwrap())[&(other.to_owned(), Currency::CNY)];
            [own.opening, own.receivable, own.payable, own.received, own.paid, own.corrected, own.closing]
        };
        let wans = |amounts: [&str; 7]| amounts.map(wan);
        assert_eq!(account("suzhou", "suqian", "2022"), wans(["0", "4400", "0", "2400", "0", "0", "2000"]));
        assert_eq!(account("suzhou", "suqian", "2023"), wans(["2000", "4000", "1800", "3000", "0", "0", "1200"]));
        assert_eq!(account("suzhou", "suqian", "2024"), wans(["1200", "3200", "0", "0", "0", "0", "4400"]));
        assert_eq!(account("suqian", "suzhou", "2023"), wans(["-2000", "1800", "4000", "0", "3000", "0", "-1200"]));
        assert_eq!(account("park", "suqian", "2022/2025"), wans(["0", "4800", "0", "0", "0", "0", "4800"]));
        let paid: Vec<_> = deal.book.obligations(None).0.iter().flat_map(|own| own.payments.clone()).collect();
        let executors: Vec<_> = paid.iter().map(|own| own.executor.as_deref().unwrap_or_default()).collect();
        assert_eq!(executors[0], "江苏省财政厅");

        let deal = ledger.deal("beijing-chifeng").await.unwrap();
        let all = deal.book.statement("yizhuang", "2021/..".parse().unwrap());
        let own = all[&("chifeng".to_owned(), Currency::CNY)];
        assert_eq!((own.receivable, own.received, own.closing), (wan("1800"), wan("400"), wan("1400")));
        let on = day("2023-06-01");
        let late: i64 = deal.book.obligations(Some(on)).0.iter().map(|own| own.arrears(on)).sum();
        assert_eq!(late, wan("700"));
        let capped = deal.book.obligations(None).0.iter().find_map(|own| {
            (own.line.minor == wan("600") && own.line.reason.starts_with("capped"))
                .then(|| own.line.why(&deal.latest().1))
        });
        assert_eq!(capped.flatten().unwrap().zh, "份额 12000000.00，累计上限 15000000.00");
        assert!(ledger.verify().await.unwrap().is_empty());
        let mut records = Vec::new();
        for id in ledger.agreements().await.unwrap() {
            records.push((id.clone(), ledger.deal(&id).await.unwrap().book));
        }
        books.push(records);
    }
    assert!(books.iter().all(|own| *own == books[0]), "SQLite and PostgreSQL hold the same records");
}

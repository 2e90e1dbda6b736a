//! Whatever is changed in the store from outside is found.

use crate::place::places;
use crate::{HALVES, day, order, settle, signed, wan};
use liantu_cooperation::ledger::{Amount, Chain, Head, Row};
use liantu_cooperation::money::Currency;
use liantu_ledger::{Ledger, LedgerError, Summary};
use sqlx::{AnyPool, AssertSqlSafe, Executor};

async fn filled(ledger: &Ledger) {
    let id = signed(ledger, HALVES).await;
    settle(ledger, vec![order(ledger, &id, &[("tax", "a", "2021", "100")]).await], "2022-01-01").await.unwrap();
    let amount = Amount { debtor: "a".to_owned(), creditor: "b".to_owned(), minor: wan("20"), currency: Currency::CNY };
    ledger.pay(&id, day("2022-02-01"), amount, None, None).await.unwrap();
    signed(ledger, &HALVES.replace("\"halves\"", "\"other\"")).await;
    let note = |rows: &[Row]| {
        let head = rows.last().map_or(Head::default(), |row| Head { number: row.number, hash: row.hash });
        let mut chain = Chain::after(head);
        chain.push(day("2026-01-01"), |line| line.extend_from_slice(b"note|x"));
        Ok((chain.into_page(), ()))
    };
    ledger.append("register", note).await.unwrap();
}

#[tokio::test]
async fn any_change_of_any_row_is_found() {
    for place in places() {
        let ledger = place.open().await;
        filled(&ledger).await;
        assert!(ledger.verify().await.unwrap().is_empty());
        let pool = AnyPool::connect(&place.driver).await.unwrap();
        let server = place.url.starts_with("postgres");
        for table in ["page", "book", "text"] {
            let (key, columns): (&str, &[(&str, &str)]) = match table {
                "page" => (
                    "book || '#' || CAST(first AS TEXT)",
                    &[
                        ("lines", "replace(lines, '1', '2')"),
                        ("lines", "lines || '9|2026-01-01|due|x' || lines"),
                        ("lines", "''"),
                        ("hashes", "CAST('' AS BYTEA)"),
                        ("first", "first + 1000"),
                        ("book", "book || 'x'"),
                    ],
                ),
                "book" => ("book", &[("number", "number + 1"), ("number", "0"), ("book", "book || 'x'")]),
                _ => ("hash", &[("text", "text || ' '"), ("hash", "hash || '0'")]),
            };
            // Every row, kept aside; every change of it, looked for and taken back; and the row gone.
            let keys = format!("SELECT {key} FROM {table}");
            let keys = sqlx::query(AssertSqlSafe(keys)).fetch_all(&pool).await.unwrap();
            assert!(keys.len() >= 2, "{table}");
            for row in keys {
                let own: String = sqlx::Row::get(&row, 0);
                let at = format!("{key} = '{own}'");
                let changes =
                    columns.iter().map(|(column, to)| format!("UPDATE {table} SET {column} = {to} WHERE {at}"));
                for change in changes.chain([format!("DELETE FROM {table} WHERE {at}")]) {
                    let change = if server { change } else { change.replace("CAST('' AS BYTEA)", "x''") };
                    let all = format!("CREATE TABLE whole AS SELECT * FROM {table}");
                    pool.execute(AssertSqlSafe(all)).await.unwrap();
                    pool.execute(AssertSqlSafe(change.clone())).await.unwrap();
                    assert!(!ledger.verify().await.unwrap().is_empty(), "{own}: {change}");
                    let back =
                        format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM whole; DROP TABLE whole");
                    for statement in back.split("; ") {
                        pool.execute(AssertSqlSafe(statement.to_owned())).await.unwrap();
                    }
                }
            }
        }
        assert!(ledger.verify().await.unwrap().is_empty());
        // A book that was touched is neither read nor written.
        let forge = "UPDATE page SET lines = replace(lines, '50000000', '50000001')";
        pool.execute(forge).await.unwrap();
        let refused = ledger.reverse("halves", 5, day("2026-11-22"), "x").await;
        assert!(matches!(refused, Err(LedgerError::Touched { .. })), "{refused:?}");
        let words = ledger.deal("halves").await.unwrap_err().words();
        assert!(words.zh.contains("agreement/halves") && words.zh.contains("条，记录与写入时不同"), "{words:?}");
        assert!(ledger.deal("other").await.is_ok());
        assert_eq!(ledger.verify().await.unwrap()[0].book, "agreement/halves");
    }
}

#[tokio::test]
async fn a_list_says_what_the_books_say_and_reads_none_of_them() {
    for place in places() {
        let ledger = place.open().await;
        filled(&ledger).await;
        let listed = ledger.summaries().await.unwrap();
        let mut expected = Vec::new();
        for id in ledger.agreements().await.unwrap() {
            expected.push(Summary::of(&ledger.deal(&id).await.unwrap()));
        }
        assert_eq!(listed, expected);
        assert!(listed.iter().any(|own| own.settled_until == Some(day("2022-01-01")) && own.holds));

        // A book that nobody may read is listed all the same: a list does not look at it.
        let pool = AnyPool::connect(&place.driver).await.unwrap();
        pool.execute("UPDATE page SET lines = lines || 'x' WHERE book = 'agreement/halves'").await.unwrap();
        assert!(ledger.deal("halves").await.is_err());
        assert_eq!(ledger.summaries().await.unwrap(), expected);
        pool.execute("UPDATE page SET lines = substr(lines, 1, length(lines) - 1) WHERE book = 'agreement/halves'")
            .await
            .unwrap();

        // A summary that is not there, or of an earlier record, is made anew; one that lies is found.
        pool.execute("DELETE FROM summary WHERE book = 'agreement/other'").await.unwrap();
        pool.execute("UPDATE summary SET number = number - 1 WHERE book = 'agreement/halves'").await.unwrap();
        assert_eq!(ledger.summaries().await.unwrap(), expected);
        assert!(ledger.verify().await.unwrap().is_empty());
        for lie in ["settled = '2030-01-01'", "said = said || 'x'", "number = number + 1"] {
            pool.execute(AssertSqlSafe(format!("UPDATE summary SET {lie} WHERE book = 'agreement/halves'")))
                .await
                .unwrap();
            assert_eq!(ledger.verify().await.unwrap().len(), 1, "{lie}");
            pool.execute("DELETE FROM summary WHERE book = 'agreement/halves'").await.unwrap();
            assert_eq!(ledger.summaries().await.unwrap(), expected);
        }

        // An agreement whose end is not noted any more does not leave the list without a word.
        for gone in ["UPDATE book SET number = 0 WHERE book = 'agreement/halves'", "DELETE FROM book"] {
            pool.execute(gone).await.unwrap();
            let refused = ledger.summaries().await;
            assert!(matches!(refused, Err(LedgerError::Touched { .. })), "{gone}: {refused:?}");
        }
    }
}

/// More agreements than are computed at once: while some are computed, those before them are written and those after them read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_settled_in_their_order_or_none_is() {
    for place in places() {
        let ledger = place.open().await;
        let ids: Vec<String> = (0..70).map(|number| format!("deal-{number:02}")).collect();
        let mut orders = Vec::new();
        for id in &ids {
            signed(&ledger, &HALVES.replace("halves", id)).await;
            orders.push(order(&ledger, id, &[("tax", "a", "2021", "100")]).await);
        }
        let pool = AnyPool::connect(&place.driver).await.unwrap();
        pool.execute("UPDATE page SET lines = lines || 'x' WHERE book = 'agreement/deal-66'").await.unwrap();
        let refused = settle(&ledger, orders.clone(), "2022-01-01").await;
        assert!(matches!(refused, Err(LedgerError::Touched { .. })), "{refused:?}");
        for id in ["deal-00", "deal-40", "deal-69"] {
            assert_eq!(ledger.deal(id).await.unwrap().book.settled_until(), None, "{id}");
        }
        pool.execute("UPDATE page SET lines = substr(lines, 1, length(lines) - 1) WHERE book = 'agreement/deal-66'")
            .await
            .unwrap();
        for first in [true, false] {
            let settled = settle(&ledger, orders.clone(), "2022-01-01").await.unwrap();
            assert!(settled.iter().map(|own| &own.id).eq(&ids), "{settled:?}");
            assert!(settled.iter().all(|own| (own.appended > 0) == first), "{settled:?}");
        }
        assert!(ledger.verify().await.unwrap().is_empty());
    }
}

//! The alerts of the book as they are shown.

use super::{AlertCase, PART, cause, handling};
use crate::inspection::WatchQuery;
use crate::inspection::collect::place;
use crate::{At, Engine, EngineError, Port};
use jiff::Timestamp;
use liantu_model::Words;
use liantu_monitoring::alert::Status;
use liantu_monitoring::alert::follow::Index;
use liantu_monitoring::rule::Grade;

impl Engine {
    /// An alert of the book, by the identifier that it has there or in the list of the newest revision.
    pub async fn alert_case(
        &self,
        port: &Port,
        query: &WatchQuery,
        id: &str,
        now: Timestamp,
    ) -> Result<AlertCase, EngineError> {
        let docket = self.docket().await?;
        let absent = || EngineError::Alert { id: id.to_owned() };
        let case = if docket.book.get(id).is_some() {
            id.to_owned()
        } else {
            let revision = self.revision(port, &At::default()).await?;
            let watched = self.watched(port, &revision, query.scale.as_deref()).await?;
            let alert = watched.alerts.iter().find(|alert| alert.id == id).ok_or_else(absent)?;
            let cause = cause(alert, revision.number, query.scale.as_deref());
            let index = Index::new(&docket.book);
            let case = index.of(&cause, alert.until.is_none()).map(|(case, _)| case.to_owned());
            case.ok_or_else(|| {
                let expected = Words::new(
                    "已登记的预警；它在清单中，但还没有人处置，也没有登记（liantu alert follow）",
                    "an alert of the book; this one is listed, and nobody has done anything about it or entered it (liantu alert follow)",
                );
                EngineError::parameter("id", id, expected)
            })?
        };
        let all = self.alert_cases(port, now).await?;
        all.into_iter().find(|one| one.handling.case == case).ok_or_else(absent)
    }

    /// Every alert of the book, those that are not dealt with first.
    pub async fn alert_cases(&self, port: &Port, now: Timestamp) -> Result<Vec<AlertCase>, EngineError> {
        let docket = self.docket().await?;
        let revision = self.revision(port, &At::default()).await?;
        let regions = self.regions(&revision).await?;
        let now = now.as_second();
        let mut cases: Vec<(bool, AlertCase)> = Vec::new();
        for (id, state) in docket.book.alerts() {
            let words: Vec<&str> = state.cause.subject.split(PART).collect();
            let word = |at: usize| words.get(at).copied().filter(|word| !word.is_empty());
            let case = AlertCase {
                handling: handling(id, state, now),
                rule: state.cause.rule.clone(),
                grade: state.grade.word().to_owned(),
                region: place(&regions, word(2).unwrap_or_default()),
                partner: word(1).map(|code| place(&regions, code)),
                industry: word(3).map(str::to_owned),
                item: word(4).map(str::to_owned),
                since: state.cause.since.clone(),
                stands: state.stands,
                history: docket.history(id),
            };
            cases.push((state.status(now) == Status::Resolved, case));
        }
        let weight = |case: &AlertCase| std::cmp::Reverse(Grade::parse(&case.grade));
        cases.sort_by(|(over, one), (other_over, other)| {
            (over, weight(one), &one.handling.raised).cmp(&(other_over, weight(other), &other.handling.raised))
        });
        Ok(cases.into_iter().map(|(_, case)| case).collect())
    }
}

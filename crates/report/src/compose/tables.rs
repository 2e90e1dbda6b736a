//! The tables that templates may name.

use super::Writer;
use crate::document::{Cell, Column, Form, Note, Row};
use crate::material::{Alert, Source, rank, table_title, word};
use liantu_model::Words;

/// Heading, columns, rows.
pub(super) type Rows = (Words, Vec<Column>, Vec<Row>);

impl Writer<'_> {
    pub(super) fn alerts(&mut self) -> Rows {
        let mut sorted: Vec<&Alert> = self.material.alerts.iter().collect();
        sorted.sort_by(|one, two| {
            (two.stands, rank(&two.grade), &two.since).cmp(&(one.stands, rank(&one.grade), &one.since))
        });
        let rows = sorted.into_iter().map(|alert| {
            let source = Words::new(
                format!("依据 {} 行：{}", alert.row_count, first_rows(alert)),
                format!("rests on {} rows: {}", alert.row_count, first_rows(alert)),
            );
            let link = self.link("watch", &[("alert", &alert.id)]);
            let note =
                self.note(Note { source, year: Some(alert.since.clone()), coverage: None, link: Some(link.clone()) });
            Row {
                cells: vec![
                    word("grade", &alert.grade).into(),
                    alert.subject().into(),
                    alert.title.clone().into(),
                    alert.since.as_str().into(),
                    alert.until.as_deref().into(),
                    reason(alert).into(),
                    alert.row_count.into(),
                    Words::same(alert.holds_at.join("、")).into(),
                    handled(alert).into(),
                ],
                link: Some(link),
                notes: vec![note],
            }
        });
        let rows = rows.collect();
        let columns = columns(&[
            ("等级", "Grade", Form::Text),
            ("对象", "Subject", Form::Text),
            ("规则", "Rule", Form::Text),
            ("发布", "Since", Form::Text),
            ("解除", "Lowered", Form::Text),
            ("理由与数值", "Reason and values", Form::Text),
            ("数据行数", "Rows", Form::Count),
            ("同时成立", "Holds at", Form::Text),
            ("由谁处置", "With", Form::Text),
        ]);
        (Words::new("预警清单", "Alerts"), columns, rows)
    }

    pub(super) fn changes(&mut self) -> Rows {
        let mut rows = Vec::new();
        for alert in &self.material.alerts {
            let graver = alert.was.as_deref().is_some_and(|was| rank(was) < rank(&alert.grade));
            let what = match (alert.is_new, alert.stands) {
                (true, true) => Words::new("新发", "raised"),
                (true, false) => Words::new("新发并解除", "raised and lowered"),
                (false, false) => Words::new("解除", "lowered"),
                (false, true) if graver => Words::new("加重", "graver"),
                (false, true) => continue,
            };
            let when = alert.graver().filter(|_| graver).unwrap_or(&alert.since);
            let link = self.link("watch", &[("alert", &alert.id)]);
            rows.push(Row {
                cells: vec![
                    what.into(),
                    word("grade", &alert.grade).into(),
                    alert.subject().into(),
                    alert.title.clone().into(),
                    alert.until.as_deref().filter(|_| !alert.stands).unwrap_or(when).into(),
                ],
                link: Some(link),
                notes: Vec::new(),
            });
        }
        let columns = columns(&[
            ("变化", "Change", Form::Text),
            ("等级", "Grade", Form::Text),
            ("对象", "Subject", Form::Text),
            ("规则", "Rule", Form::Text),
            ("时期", "When", Form::Text),
        ]);
        (Words::new("预警变化", "Alerts that came or went"), columns, rows)
    }

    pub(super) fn sums(&mut self) -> Rows {
        let note = self.rows_note();
        let rows = self.material.sums.iter().map(|sum| {
            // Sums of which something is missing on one side say nothing of a change.
            let whole = |coverage: Option<f64>| coverage.is_some_and(|coverage| coverage >= 1.0);
            let both = sum.value.zip(sum.before).filter(|_| whole(sum.coverage) && whole(sum.before_coverage));
            let difference = both.map(|(value, before)| value - before);
            let rate =
                difference.zip(sum.before).filter(|(_, before)| *before > 0.0).map(|(more, before)| more / before);
            Row {
                cells: vec![
                    sum.layer.as_deref().map_or(Cell::Unknown, |layer| word("layer", layer).into()),
                    sum.title.clone().into(),
                    sum.unit.as_deref().into(),
                    sum.value.into(),
                    sum.before.into(),
                    difference.into(),
                    rate.into(),
                    sum.coverage.into(),
                    sum.before_coverage.into(),
                    sum.rows.into(),
                ],
                link: None,
                notes: vec![note],
            }
        });
        let rows = rows.collect();
        let columns = columns(&[
            ("网络", "Layer", Form::Text),
            ("内容", "What", Form::Text),
            ("单位", "Unit", Form::Text),
            ("本期", "This period", Form::Number),
            ("上期", "Before", Form::Number),
            ("增减", "Difference", Form::Number),
            ("增减率", "Rate", Form::Share),
            ("覆盖率", "Coverage", Form::Share),
            ("上期覆盖率", "Coverage before", Form::Share),
            ("行数", "Rows", Form::Count),
        ]);
        (Words::new("分网络总量", "Sums by layer"), columns, rows)
    }

    /// The note that names the sources of the rows.
    pub(super) fn rows_note(&mut self) -> usize {
        let named: Vec<&Source> = self.material.sources.iter().filter(|source| source.rows > 0).collect();
        let list = |pick: fn(&Words) -> &str, mark: &str| {
            named.iter().take(6).map(|source| pick(&source.title)).collect::<Vec<_>>().join(mark)
        };
        let source = if named.is_empty() {
            Words::new("本工作空间的数据表", "the tables of the workspace")
        } else {
            Words::new(list(|words| &words.zh, "、"), list(|words| &words.en, ", "))
        };
        let rows: usize = named.iter().map(|source| source.rows).sum();
        let missing: usize = named.iter().map(|source| source.missing).sum();
        let coverage = (rows > 0).then(|| 1.0 - (missing.min(rows) as f64) / rows as f64);
        let latest = named.iter().filter_map(|source| source.latest.clone().or_else(|| source.year.clone())).max();
        let link = Some(self.link("data/sources", &[]));
        self.note(Note { source, year: latest, coverage, link })
    }

    pub(super) fn matters(&mut self) -> Rows {
        let note = self.sourced("overdue");
        let rows = self.material.matters.iter().map(|matter| Row {
            cells: vec![
                word("matter", &matter.entry).into(),
                if matter.title.zh.is_empty() { matter.id.as_str().into() } else { matter.title.clone().into() },
                matter.region.as_ref().map_or(Cell::Unknown, |region| region.title.clone().into()),
                matter.chain.as_deref().into(),
                matter.owner.as_deref().into(),
                Words::same(matter.checks.join("、")).into(),
                matter.due.as_deref().into(),
                matter.closed.as_deref().into(),
                matter.standing.as_deref().map_or(Cell::Unknown, |standing| word("standing", standing).into()),
                matter.level.as_deref().map_or(Cell::Unknown, |level| word("port_level", level).into()),
                matter.late.map(|late| late as f64).into(),
            ],
            link: Some(self.link("watch", &[("list", "matters")])),
            notes: note.clone(),
        });
        let rows = rows.collect();
        let columns = columns(&[
            ("类别", "Entry", Form::Text),
            ("事项", "Matter", Form::Text),
            ("区域", "Region", Form::Text),
            ("产业链", "Chain", Form::Text),
            ("责任人", "Owner", Form::Text),
            ("检查内容", "Checks", Form::Text),
            ("期限", "Due", Form::Text),
            ("办结", "Settled", Form::Text),
            ("状态", "Standing", Form::Text),
            ("现由谁负责", "Now with", Form::Text),
            ("逾期天数", "Days late", Form::Count),
        ]);
        (Words::new("检查与问题", "Inspections and findings"), columns, rows)
    }

    pub(super) fn freshness(&mut self) -> Rows {
        let note = self.sourced("reporting");
        let rows = self.material.fresh.iter().map(|fresh| Row {
            cells: vec![
                table_title(&fresh.table).into(),
                fresh.title.clone().into(),
                word("frequency", &fresh.frequency).into(),
                fresh.last.as_deref().into(),
                fresh.expected.as_deref().into(),
                fresh.late.map(|late| late as f64).into(),
                fresh.coverage.into(),
                fresh.last_coverage.into(),
                fresh.silent.into(),
                fresh.series.into(),
                fresh.standing.as_deref().map_or(Cell::Unknown, |standing| word("freshness", standing).into()),
            ],
            link: Some(self.link("data/sources", &[])),
            notes: note.clone(),
        });
        let rows = rows.collect();
        let columns = columns(&[
            ("表", "Table", Form::Text),
            ("名称", "Name", Form::Text),
            ("频率", "Frequency", Form::Text),
            ("最近", "Last", Form::Text),
            ("应报", "Expected", Form::Text),
            ("滞后期数", "Steps late", Form::Count),
            ("覆盖率", "Coverage", Form::Share),
            ("应报期覆盖率", "Coverage of the last", Form::Share),
            ("沉默序列", "Silent", Form::Count),
            ("序列数", "Series", Form::Count),
            ("状态", "Standing", Form::Text),
        ]);
        (Words::new("数据源时效与覆盖", "Freshness and coverage of sources"), columns, rows)
    }
}

fn columns(named: &[(&str, &str, Form)]) -> Vec<Column> {
    named.iter().map(|(zh, en, form)| Column { title: Words::new(*zh, *en), form: *form }).collect()
}

fn first_rows(alert: &Alert) -> String {
    let mut rows = alert.rows.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    if alert.row_count > 5 {
        rows += ", …";
    }
    rows
}

/// Who has to deal with it, and where it stands with them, up to the day that the report is made for.
fn handled(alert: &Alert) -> Words {
    let code = alert.handling.as_ref().map_or(&alert.addressee, |handling| &handling.addressee);
    let places = [Some(&alert.region), alert.partner.as_ref()];
    let place = places.into_iter().flatten().find(|place| place.id == *code);
    let whose = place.map_or_else(|| Words::same(code), |place| place.title.clone());
    let status = word("alert_status", alert.handling.as_ref().map_or("open", |handling| handling.status.as_str()));
    match alert.handling.as_ref().and_then(|handling| handling.assignee.as_ref()) {
        Some(assignee) => Words::new(
            format!("{}：{}，{assignee}", whose.zh, status.zh),
            format!("{}: {}, {assignee}", whose.en, status.en.to_lowercase()),
        ),
        None => {
            Words::new(format!("{}：{}", whose.zh, status.zh), format!("{}: {}", whose.en, status.en.to_lowercase()))
        }
    }
}

/// Why it was raised, and the values of that step.
fn reason(alert: &Alert) -> Words {
    let parts: Vec<&str> =
        [alert.reason.as_str(), alert.evidence.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    Words::same(parts.join(" | "))
}

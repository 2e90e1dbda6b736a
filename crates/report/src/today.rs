//! What changed and who has to do something: at most five sentences, three numbers, and whether the sources report.

use crate::compose::figure;
use crate::document::{Figure, Place};
use crate::material::{Alert, Fresh, Material, Matter, rank, word};
use liantu_model::Words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// At most this many sentences.
pub const MOST: usize = 5;

/// The page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Today {
    /// The revision that was read.
    pub revision: u64,
    /// Whose port.
    pub port: Place,
    /// The period that is looked at.
    pub period: String,
    /// The period before it.
    pub before: Option<String>,
    /// What has to be said, the gravest first.
    pub sentences: Vec<Said>,
    /// What was left unsaid: alerts and overdue matters beyond the five.
    pub left_out: usize,
    /// Alerts that stand and that people have dealt with or put off: they are not told again.
    pub quiet: usize,
    /// Three numbers.
    pub numbers: Vec<Figure>,
    /// The sources, those that are late first.
    pub freshness: Vec<Fresh>,
    /// Whether the rules are those that ship, because the workspace has none.
    pub shipped_rules: bool,
}

/// A sentence, and what it leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Said {
    /// `alert`, `matter`, `source` or `quiet`.
    pub kind: String,
    /// The words.
    pub text: Words,
    /// Of an alert its grade.
    pub grade: Option<String>,
    /// The alert that it tells of.
    pub alert: Option<String>,
    /// The matter that it tells of.
    pub matter: Option<String>,
    /// The place that it is about.
    pub region: Option<Place>,
}

/// What the material has to say today.
pub fn today(material: &Material) -> Today {
    let mut said: Vec<(usize, Said)> = Vec::new();
    for alert in material.alerts.iter().filter(|alert| alert.stands && !alert.is_quiet()) {
        // What is new weighs as much as what is one grade graver; what somebody looks after a little less than what nobody does.
        let tended = alert.handling.as_ref().is_some_and(|handling| handling.status != "open");
        said.push((2 * rank(&alert.grade) + 2 * usize::from(alert.is_new) - usize::from(tended), of_alert(alert)));
    }
    for matter in material.matters.iter().filter(|matter| matter.standing.as_deref() == Some("overdue")) {
        let level = match matter.level.as_deref() {
            Some("decision") => 7,
            Some("coordination") => 5,
            _ => 3,
        };
        said.push((level, of_matter(matter)));
    }
    let late: Vec<&Fresh> = material.fresh.iter().filter(|fresh| fresh.standing.as_deref() == Some("late")).collect();
    if let Some(first) = late.first() {
        said.push((4, of_sources(first, late.len())));
    }
    said.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let left_out = said.len().saturating_sub(MOST);
    let quiet_ones = material.alerts.iter().filter(|alert| alert.stands && alert.is_quiet()).count();
    let mut sentences: Vec<Said> = said.into_iter().take(MOST).map(|(_, said)| said).collect();
    if sentences.is_empty() {
        sentences.push(quiet(material));
    }
    let numbers = ["alerts", "overdue", "reporting"].into_iter().filter_map(|name| figure(material, name)).collect();
    let mut freshness = material.fresh.clone();
    freshness.sort_by(|one, two| two.late.cmp(&one.late).then(two.silent.cmp(&one.silent)));
    Today {
        revision: material.revision,
        port: material.port.clone(),
        period: material.period.clone(),
        before: material.before.clone(),
        sentences,
        left_out,
        quiet: quiet_ones,
        numbers,
        freshness,
        shipped_rules: material.shipped_rules,
    }
}

/// The alert, and who looks after it.
fn of_alert(alert: &Alert) -> Said {
    let mut text = alert.sentence.clone();
    if let Some(handling) = alert.handling.as_ref().filter(|handling| handling.status != "open") {
        let status = word("alert_status", &handling.status);
        let who = handling.assignee.as_deref().map(|who| (format!("（{who}）"), format!(" ({who})")));
        let (who_zh, who_en) = who.unwrap_or_default();
        text.zh += &format!("，{}{who_zh}", status.zh);
        text.en += &format!(", {}{who_en}", status.en.to_lowercase());
    }
    if let Some(handling) = alert.handling.as_ref().filter(|handling| handling.level != "execution") {
        let level = word("port_level", &handling.level);
        text.zh += &format!("，已上报{}", level.zh);
        text.en += &format!(", now with {}", level.en.to_lowercase());
    }
    Said {
        kind: "alert".to_owned(),
        text,
        grade: Some(alert.grade.clone()),
        alert: Some(alert.id.clone()),
        matter: None,
        region: Some(alert.region.clone()),
    }
}

fn of_matter(matter: &Matter) -> Said {
    let title = if matter.title.zh.is_empty() { Words::same(&matter.id) } else { matter.title.clone() };
    let days = matter.late.unwrap_or(0);
    let level = matter.level.as_deref().map(|level| word("port_level", level)).unwrap_or_default();
    let owner = matter.owner.as_deref().unwrap_or_default();
    let (by_zh, by_en) = if owner.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("（{owner}）"), format!(" ({owner})"))
    };
    let text = Words::new(
        format!("{}{by_zh}：逾期 {days} 天，现由{}负责", title.zh, level.zh),
        format!("{}{by_en}: {days} days overdue, now with {}", title.en, level.en.to_lowercase()),
    );
    let (matter, region) = (Some(matter.id.clone()), matter.region.clone());
    Said { kind: "matter".to_owned(), text, grade: None, alert: None, matter, region }
}

fn of_sources(first: &Fresh, count: usize) -> Said {
    let name = &first.title;
    let (last, expected) = (first.last.as_deref().unwrap_or("—"), first.expected.as_deref().unwrap_or("—"));
    let (more_zh, more_en) = match count - 1 {
        0 => (String::new(), String::new()),
        more => (format!("；另有 {more} 项滞后"), format!("; {more} more are late")),
    };
    let text = Words::new(
        format!("{} 只报到 {last}，应报 {expected}{more_zh}：其后各期未知，不是正常", name.zh),
        format!(
            "{} is reported up to {last} and should be up to {expected}{more_en}: what came after is unknown, not all clear",
            name.en
        ),
    );
    Said { kind: "source".to_owned(), text, grade: None, alert: None, matter: None, region: None }
}

fn quiet(material: &Material) -> Said {
    let standing = material.alerts.iter().filter(|alert| alert.stands).count();
    let text = if standing > 0 {
        Words::new(
            format!("{} 未解除的 {standing} 项预警都已办结或暂缓，没有逾期事项。", material.period),
            format!(
                "{}: the {standing} alerts that stand are dealt with or put off, and nothing is overdue.",
                material.period
            ),
        )
    } else if material.fresh.is_empty() {
        Words::new(
            "还没有可以监测的序列：请导入按月、按季或按年的指标或流量。",
            "There are no series to watch yet: import indicators or flows by month, quarter or year.",
        )
    } else if material.idle_rules {
        Words::new(
            "没有规则找到可以监测的序列：是否正常未知。请核对规则、尺度与区域表。",
            "No rule found a series to watch: whether all is well is unknown. Check the rules, the scale and the table of regions.",
        )
    } else {
        Words::new(
            format!("{} 没有未解除的预警，也没有逾期事项。", material.period),
            format!("{}: no alert stands and nothing is overdue.", material.period),
        )
    };
    Said { kind: "quiet".to_owned(), text, grade: None, alert: None, matter: None, region: None }
}

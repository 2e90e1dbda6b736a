//! The hierarchy of regions and its validity in time.

use crate::catalogue::regions as pages;
use crate::cell::date;
use crate::check::late::Detail;
use crate::options::Known;
use foldhash::HashMap;
use liantu_model::code::gb2260;
use liantu_model::schema::REGION_LEVELS;
use liantu_model::{Explanation, Words};

/// A row of the table `region`.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) row: u64,
    pub(crate) code: String,
    pub(crate) level: String,
    pub(crate) parent: Option<String>,
    pub(crate) start: Option<i32>,
    pub(crate) end: Option<i32>,
}

impl Region {
    /// Validity with absent bounds taken as unbounded.
    fn span(&self) -> (i32, i32) {
        (self.start.unwrap_or(i32::MIN), self.end.unwrap_or(i32::MAX))
    }

    fn written(&self) -> String {
        let day = |day: Option<i32>| day.map_or_else(|| "..".to_owned(), date::written);
        format!("{} … {}", day(self.start), day(self.end))
    }
}

fn detail(
    page: &'static Explanation,
    column: &'static str,
    found: String,
    expected: Option<Words>,
    related: Option<u64>,
) -> Detail {
    Detail { page, column: Some(column), found: Some(found), expected, help: None, related }
}

/// What is wrong with the hierarchy, by row.
pub(crate) fn check(regions: &[Region], known: Option<&dyn Known>) -> Vec<(u64, Detail)> {
    let mut by_code: HashMap<&str, Vec<&Region>> = HashMap::default();
    for region in regions {
        by_code.entry(&region.code).or_default().push(region);
    }
    let mut found = Vec::new();
    for region in regions {
        let Some(parent) = region.parent.as_deref() else { continue };
        if let Some(rows) = by_code.get(parent) {
            found.extend(below(region, rows).map(|detail| (region.row, detail)));
        } else {
            let elsewhere =
                gb2260::check(parent).is_ok() || known.is_some_and(|known| known.contains("region", "region", parent));
            if !elsewhere {
                let expected = Words::new("region 表中的一行", "a row in the table region");
                let mut finding = detail(&pages::PARENT_UNKNOWN, "parent", parent.to_owned(), Some(expected), None);
                finding.help = crate::cell::word::nearest(parent, by_code.keys().copied().take(10_000))
                    .map(|near| Words::new(format!("最接近的代码是 {near}"), format!("the nearest code is {near}")));
                found.push((region.row, finding));
            }
        }
    }
    found.extend(cycles(regions, &by_code));
    for rows in by_code.values() {
        found.extend(overlaps(rows));
    }
    found.sort_by_key(|(row, _)| *row);
    found
}

/// What is wrong between a region and the rows of its parent.
fn below(region: &Region, parents: &[&Region]) -> impl Iterator<Item = Detail> {
    let rank = |level: &str| REGION_LEVELS.iter().position(|known| *known == level);
    let nested = |parent: &Region| {
        match (region.level.as_str(), parent.level.as_str()) {
            ("park", "park") => true,
            // A functional area has no width of its own: a corridor spans provinces, a new area lies in one city.
            ("area", within) => within != "park",
            (narrow, wide) => matches!((rank(wide), rank(narrow)), (Some(wide), Some(narrow)) if wide < narrow),
        }
    };
    let narrower = parents.iter().find(|parent| !nested(parent)).map(|parent| {
        let expected = Words::new("更宽层级的上级", "a parent of a wider level");
        let found = format!("{} ({}) < {} ({})", region.code, region.level, parent.code, parent.level);
        detail(&pages::PARENT_NARROWER, "parent", found, Some(expected), Some(parent.row))
    });
    // The rows of one code follow each other: together they must cover the region's validity.
    let mut spans: Vec<(i32, i32)> = parents.iter().map(|parent| parent.span()).collect();
    spans.sort_unstable();
    let (mut covered, end) = region.span();
    for (from, to) in spans {
        if from <= covered {
            covered = covered.max(to);
        }
    }
    let outside = (covered < end).then(|| {
        let parent = parents[0];
        let expected = Words::new(
            format!("不超出上级的有效期（{}）", parent.written()),
            format!("no day on which its parent is not valid ({})", parent.written()),
        );
        detail(&pages::VALIDITY_OUTSIDE, "parent", region.written(), Some(expected), Some(parent.row))
    });
    narrower.into_iter().chain(outside)
}

/// Regions from which the parents lead back to themselves; said once for each circle, at its first row.
fn cycles(regions: &[Region], by_code: &HashMap<&str, Vec<&Region>>) -> Vec<(u64, Detail)> {
    let mut state: HashMap<&str, usize> = HashMap::default();
    let mut found = Vec::new();
    for (walk, region) in regions.iter().enumerate() {
        let mut path: Vec<&Region> = Vec::new();
        let mut at = region;
        loop {
            if let Some(&before) = state.get(at.code.as_str()) {
                if before == walk {
                    let start = path.iter().position(|seen| seen.code == at.code).unwrap_or(0);
                    let circle = &path[start..];
                    let first = circle.iter().min_by_key(|region| region.row).copied().unwrap_or(at);
                    let codes: Vec<&str> = circle.iter().map(|region| region.code.as_str()).collect();
                    let found_text = format!("{} → {}", codes.join(" → "), at.code);
                    let related = circle.iter().map(|region| region.row).find(|row| *row != first.row);
                    found.push((first.row, detail(&pages::PARENT_CYCLE, "parent", found_text, None, related)));
                }
                break;
            }
            state.insert(&at.code, walk);
            path.push(at);
            let Some(next) = at.parent.as_deref().and_then(|parent| by_code.get(parent)) else { break };
            at = next[0];
        }
    }
    found
}

/// Rows of one code that are valid on the same day.
fn overlaps(rows: &[&Region]) -> Vec<(u64, Detail)> {
    let mut sorted = rows.to_vec();
    sorted.sort_by_key(|region| (region.span(), region.row));
    let mut found = Vec::new();
    let mut latest: Option<&Region> = None;
    for region in sorted {
        if let Some(before) = latest
            // Rows with the same key are reported as duplicates already.
            && before.start != region.start
            && region.span().0 < before.span().1
        {
            let expected = Words::new(
                format!("不与 {} 重叠的有效期", before.written()),
                format!("validity that does not overlap {}", before.written()),
            );
            let (row, related) = (region.row.max(before.row), region.row.min(before.row));
            found.push((
                row,
                detail(&pages::VALIDITY_OVERLAP, "start", region.written(), Some(expected), Some(related)),
            ));
        }
        if latest.is_none_or(|before| region.span().1 > before.span().1) {
            latest = Some(region);
        }
    }
    found
}

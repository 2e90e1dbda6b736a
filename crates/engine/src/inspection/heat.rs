//! Grades by region and stage.

use super::collect::place;
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use liantu_model::Words;
use liantu_model::schema::{self, ColumnKind};
use liantu_report::document::{Arrow, Place, Spot, Warmth};
use liantu_report::material::{Alert, Heat, Map, rank, word};
use std::collections::{BTreeMap, BTreeSet};

/// At most this many regions.
const REGIONS: usize = 60;

/// The stage of each item and industry, as the nodes of chains say.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    items: BTreeMap<String, String>,
    industries: BTreeMap<String, String>,
}

impl Stages {
    pub fn bind(nodes: &Rows) -> Self {
        let mut stages = Self::default();
        for row in 0..nodes.len() {
            let Some(stage) = nodes.text("stage", row) else { continue };
            for column in ["node", "name_zh", "name_en"] {
                if let Some(name) = nodes.text(column, row) {
                    stages.items.entry(name.to_owned()).or_insert_with(|| stage.to_owned());
                }
            }
            if let Some(industry) = nodes.text("industry", row) {
                stages.industries.entry(industry.to_owned()).or_insert_with(|| stage.to_owned());
            }
        }
        stages
    }

    /// The stage of an item, else of an industry or of the group that its code begins with.
    pub fn of(&self, industry: Option<&str>, item: Option<&str>) -> Option<&str> {
        let begins = |word: &str| {
            (1..=word.len())
                .rev()
                .filter(|&end| word.is_char_boundary(end))
                .find_map(|end| self.industries.get(&word[..end]))
        };
        item.and_then(|item| self.items.get(item))
            .or_else(|| industry.and_then(begins))
            .or_else(|| item.and_then(begins))
            .map(String::as_str)
    }
}

/// The stages, upstream first.
fn stage_words() -> &'static [&'static str] {
    match schema::table("chain_node").and_then(|table| table.column("stage")).map(|column| column.kind) {
        Some(ColumnKind::Choice { of }) => of,
        _ => &[],
    }
}

/// Grades of the alerts that stand, by region and stage; `known` are the regions about which there are series, with the industry or
/// item of each.
pub(super) fn heat<'k>(
    alerts: &[Alert],
    known: impl Iterator<Item = &'k (String, String)>,
    stages: &Stages,
    regions: &Regions,
    scale: Option<&str>,
) -> Heat {
    let gather = |code: &str| scale.map_or(code, |scale| regions.gather(code, scale, LATEST)).to_owned();
    let mut cells: BTreeMap<(String, String), Warmth> = BTreeMap::new();
    for (region, what) in known {
        let stage = stages.of(Some(what), Some(what)).unwrap_or_default().to_owned();
        cells.entry((gather(region), stage)).or_default().known = true;
    }
    for alert in alerts.iter().filter(|alert| alert.stands) {
        let stage = alert.stage.clone().unwrap_or_default();
        let cell = cells.entry((gather(&alert.region.id), stage)).or_default();
        cell.known = true;
        cell.alerts += 1;
        if cell.grade.as_deref().is_none_or(|grade| rank(grade) < rank(&alert.grade)) {
            cell.grade = Some(alert.grade.clone());
        }
    }
    let used: BTreeSet<&str> = cells.keys().map(|(_, stage)| stage.as_str()).collect();
    let mut columns: Vec<Place> = stage_words()
        .iter()
        .filter(|stage| used.contains(*stage))
        .map(|stage| Place { id: (*stage).to_owned(), title: word("stage", stage) })
        .collect();
    if used.contains("") {
        columns.push(Place::named(Words::new("未标环节", "No stage")));
    }
    let mut weight: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((region, _), cell) in &cells {
        let own = weight.entry(region).or_default();
        own.0 = own.0.max(cell.grade.as_deref().map_or(0, rank));
        own.1 += cell.alerts;
    }
    let mut named: Vec<(&str, (usize, usize))> = weight.into_iter().collect();
    named.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.cmp(two.0)));
    named.truncate(REGIONS);
    let by_region = |region: &str| {
        let cell = |column: &Place| cells.get(&(region.to_owned(), column.id.clone())).cloned().unwrap_or_default();
        columns.iter().map(cell).collect()
    };
    let mut rows: Vec<Place> = named.iter().map(|(region, _)| place(regions, region)).collect();
    tell_apart(&mut rows, |code| regions.get(code, LATEST).map(|region| region.level.as_str()));
    Heat { cells: named.iter().map(|(region, _)| by_region(region)).collect(), regions: rows, stages: columns }
}

/// Places of one name say at which scale they are: a municipality is a province and a city.
fn tell_apart<'r>(places: &mut [Place], level: impl Fn(&str) -> Option<&'r str>) {
    let names: Vec<Words> = places.iter().map(|place| place.title.clone()).collect();
    for place in places {
        if names.iter().filter(|name| **name == place.title).count() > 1
            && let Some(level) = level(&place.id)
        {
            let Words { zh, en } = word("level", level);
            place.title = Words::new(format!("{}（{zh}）", place.title.zh), format!("{} ({en})", place.title.en));
        }
    }
}

/// The regions of the heat table at their places, and the flows under alert between them.
pub(super) fn map(heat: &Heat, alerts: &[Alert], regions: &Regions, scale: Option<&str>) -> Map {
    let gather = |code: &str| scale.map_or(code, |scale| regions.gather(code, scale, LATEST)).to_owned();
    let mut map = Map::default();
    let mut numbers: BTreeMap<String, Option<usize>> = BTreeMap::new();
    let mut add = |code: &str, title: &Words, warmth: Warmth, map: &mut Map| -> Option<usize> {
        if let Some(known) = numbers.get(code) {
            return *known;
        }
        let number = regions.locate(code, LATEST).0.map(|(lon, lat)| {
            map.spots.push(Spot { title: title.clone(), lon, lat, warmth });
            map.spots.len() - 1
        });
        map.left_out += usize::from(number.is_none());
        numbers.insert(code.to_owned(), number);
        number
    };
    for (region, cells) in heat.regions.iter().zip(&heat.cells) {
        let mut whole = Warmth::default();
        for cell in cells {
            whole.known |= cell.known;
            whole.alerts += cell.alerts;
            if rank(cell.grade.as_deref().unwrap_or_default()) > rank(whole.grade.as_deref().unwrap_or_default()) {
                whole.grade.clone_from(&cell.grade);
            }
        }
        add(&region.id, &region.title, whole, &mut map);
    }
    // The gravest alert between two places stands for all.
    let mut arrows: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    for alert in alerts.iter().filter(|alert| alert.stands) {
        let Some(partner) = &alert.partner else { continue };
        let (from, to) = (gather(&partner.id), gather(&alert.region.id));
        let mut place = |code: &str| {
            let own = place(regions, code);
            // What is known only as the other end of a flow says nothing of itself.
            add(code, &own.title, Warmth::default(), &mut map)
        };
        if let (Some(from), Some(to)) = (place(&from), place(&to)) {
            let grade = arrows.entry((from, to)).or_insert(&alert.grade);
            if rank(&alert.grade) > rank(grade) {
                *grade = &alert.grade;
            }
        }
    }
    map.arrows = arrows.into_iter().map(|((from, to), grade)| Arrow { from, to, grade: grade.to_owned() }).collect();
    map
}

#[cfg(test)]
mod tests {
    use super::{Place, Words, tell_apart};

    #[test]
    fn places_of_one_name_say_their_scale() {
        let place = |id: &str, zh: &str, en: &str| Place { id: id.to_owned(), title: Words::new(zh, en) };
        let mut places = [
            place("310000", "上海市", "Shanghai"),
            place("340100", "合肥市", "Hefei"),
            place("310100", "上海市", "Shanghai"),
        ];
        tell_apart(&mut places, |code| Some(if code.ends_with("0000") { "province" } else { "city" }));
        let titles: Vec<&str> = places.iter().map(|place| place.title.zh.as_str()).collect();
        assert_eq!(titles, ["上海市（省级）", "合肥市", "上海市（地级市）"]);
        assert_eq!(places[2].title.en, "Shanghai (City)");
    }
}

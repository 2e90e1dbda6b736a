//! The hierarchy of regions over time: names, parents, functional areas and lineage as of a day.

use crate::rows::Rows;
use jiff::civil::Date;
use liantu_model::code::gb2260;
use liantu_model::{Words, period, schema::REGION_LEVELS};
use liantu_monitoring::derivation;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A region under one name and parent for a stretch of time.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub code: String,
    pub level: String,
    pub title: Words,
    pub parent: Option<String>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub start: Option<i32>,
    pub end: Option<i32>,
    pub aliases: Vec<String>,
}

impl Region {
    /// Whether the row holds on `day` (days since 1970-01-01).
    fn holds(&self, day: i32) -> bool {
        self.start.is_none_or(|start| start <= day) && self.end.is_none_or(|end| day < end)
    }
}

/// Membership of a region in a functional area.
#[derive(Clone, Debug)]
#[allow(clippy::struct_field_names, reason = "the names of the columns")]
pub(crate) struct Member {
    pub area: String,
    pub member: String,
    pub tier: Option<i64>,
    pub start: Option<i32>,
    pub end: Option<i32>,
}

/// What became of a region.
#[derive(Clone, Debug)]
pub(crate) struct Lineage {
    pub from: String,
    pub to: String,
    pub day: i32,
    pub event: String,
    pub share: Option<f64>,
}

/// All regions of a revision.
#[derive(Debug, Default)]
pub(crate) struct Regions {
    /// Rows of one code, in order of their start.
    rows: BTreeMap<String, Vec<Region>>,
    pub members: Vec<Member>,
    pub lineage: Vec<Lineage>,
    /// Codes that name a region as their parent in any row.
    children: HashMap<String, Vec<String>>,
}

impl Regions {
    pub fn bind(region: &Rows, member: &Rows, lineage: &Rows) -> Self {
        let mut regions = Self::default();
        for row in 0..region.len() {
            let Some(code) = region.text("region", row) else { continue };
            let parent = region.text("parent", row).map(str::to_owned);
            if let Some(parent) = &parent {
                let children = regions.children.entry(parent.clone()).or_default();
                if !children.iter().any(|child| child == code) {
                    children.push(code.to_owned());
                }
            }
            regions.rows.entry(code.to_owned()).or_default().push(Region {
                code: code.to_owned(),
                level: region.text("level", row).unwrap_or_default().to_owned(),
                title: region.title("name_zh", "name_en", row, code),
                parent,
                lon: region.number("lon", row),
                lat: region.number("lat", row),
                start: region.day("start", row),
                end: region.day("end", row),
                aliases: region.list("aliases", row),
            });
        }
        for rows in regions.rows.values_mut() {
            rows.sort_by_key(|row| row.start.unwrap_or(i32::MIN));
        }
        regions.members = (0..member.len())
            .filter_map(|row| {
                Some(Member {
                    area: member.text("area", row)?.to_owned(),
                    member: member.text("member", row)?.to_owned(),
                    tier: member.integer("tier", row),
                    start: member.day("start", row),
                    end: member.day("end", row),
                })
            })
            .collect();
        regions.lineage = (0..lineage.len())
            .filter_map(|row| {
                Some(Lineage {
                    from: lineage.text("from_region", row)?.to_owned(),
                    to: lineage.text("to_region", row)?.to_owned(),
                    day: lineage.day("date", row)?,
                    event: lineage.text("event", row)?.to_owned(),
                    share: lineage.number("share", row),
                })
            })
            .collect();
        regions
    }

    /// The region with this code as of `day`; if it does not exist then, as it was when it last did (or first will).
    pub fn get(&self, code: &str, day: i32) -> Option<&Region> {
        let rows = self.rows.get(code)?;
        rows.iter()
            .rfind(|row| row.holds(day))
            .or_else(|| rows.iter().rfind(|row| row.end.is_some_and(|end| end <= day)))
            .or_else(|| rows.first())
    }

    /// Whether the code is valid on `day`.
    pub fn exists(&self, code: &str, day: i32) -> bool {
        self.rows.get(code).is_some_and(|rows| rows.iter().any(|row| row.holds(day)))
    }

    /// Every row of a code, oldest first.
    pub fn history(&self, code: &str) -> &[Region] {
        self.rows.get(code).map_or(&[], Vec::as_slice)
    }

    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// Whether the table, or the list of GB/T 2260, has regions inside this one.
    pub fn has_parts(&self, code: &str) -> bool {
        self.children.contains_key(code) || (code.ends_with("00") && gb2260::check(code).is_ok())
    }

    /// The region and those above it, from narrow to wide. A cycle ends the path: the import check has reported it.
    pub fn path(&self, code: &str, day: i32) -> Vec<&Region> {
        let mut path: Vec<&Region> = Vec::new();
        let mut next = self.get(code, day);
        while let Some(region) = next {
            if path.iter().any(|seen| seen.code == region.code) {
                break;
            }
            path.push(region);
            next = region.parent.as_deref().and_then(|parent| self.get(parent, day));
        }
        path
    }

    /// The region of `level` that `code` lies in as of `day`. A wider region stands for itself, unless it has exactly one
    /// part at that level, as a municipality has one city.
    pub fn gather<'a>(&'a self, code: &'a str, level: &str, day: i32) -> &'a str {
        let path = self.path(code, day);
        // The innermost park of nested parks; elsewhere a level occurs once on a path.
        if let Some(region) = path.iter().find(|region| region.level == level) {
            return &region.code;
        }
        let Some(region) = path.first() else { return code };
        let parts: Vec<&String> = self.children.get(&region.code).map_or_else(Vec::new, |children| {
            children.iter().filter(|child| self.get(child, day).is_some_and(|child| child.level == level)).collect()
        });
        match parts[..] {
            [only] if wider(&region.level, level) && region.level != "nation" => only,
            _ => &region.code,
        }
    }

    /// The region of `level` that `code` lies in, as [`Self::gather`] finds it. A division of GB/T 2260 that the table does not list, or of which
    /// it does not say where it lies, lies where that list says. `None` where there is none: `code` is wider, or elsewhere.
    pub fn at_level(&self, code: &str, level: &str, day: i32) -> Option<String> {
        let wide = self.gather(code, level, day);
        if self.get(wide, day).is_some_and(|region| region.level == level) {
            return Some(wide.to_owned());
        }
        let mut above = gb2260::parent(code);
        while let Some(own) = above {
            if let Some(region) = self.path(&own, day).into_iter().find(|region| region.level == level) {
                return Some(region.code.clone());
            }
            above = gb2260::parent(&own);
        }
        derivation::lies_in(code, level)
    }

    /// The functional areas that `code`, or a region it lies in, belongs to as of `day`.
    pub fn areas(&self, code: &str, day: i32) -> Vec<&Member> {
        let path: HashSet<&str> = self.path(code, day).iter().map(|region| region.code.as_str()).collect();
        self.members
            .iter()
            .filter(|member| path.contains(member.member.as_str()))
            .filter(|member| member.start.is_none_or(|start| start <= day) && member.end.is_none_or(|end| day < end))
            .collect()
    }

    /// Whether `code` lies in `area`: below it in the hierarchy, or in one of its members.
    pub fn within(&self, code: &str, area: &str, day: i32) -> bool {
        self.path(code, day).iter().any(|region| region.code == area)
            || self.areas(code, day).iter().any(|member| member.area == area)
    }

    /// The place of a region: its own, else the mean of an area's members, else that of the region above it.
    pub fn locate(&self, code: &str, day: i32) -> (Option<(f64, f64)>, &'static str) {
        let Some(region) = self.get(code, day) else { return (None, "none") };
        if let (Some(lon), Some(lat)) = (region.lon, region.lat) {
            return (Some((lon, lat)), "own");
        }
        let members: Vec<(f64, f64)> = self
            .members
            .iter()
            .filter(|member| member.area == code)
            .filter_map(|member| self.get(&member.member, day))
            .filter_map(|member| Some((member.lon?, member.lat?)))
            .collect();
        if !members.is_empty() {
            let count = members.len() as f64;
            let (lon, lat) = members.iter().fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
            return (Some((lon / count, lat / count)), "area");
        }
        let above = self.path(code, day).into_iter().skip(1).filter(|above| !matches!(&*above.level, "nation"));
        for above in above {
            if let (Some(lon), Some(lat)) = (above.lon, above.lat) {
                return (Some((lon, lat)), "region");
            }
        }
        (None, "none")
    }
}

/// Whether level `a` is wider than level `b`.
pub(crate) fn wider(a: &str, b: &str) -> bool {
    let place = |level: &str| REGION_LEVELS.iter().position(|word| *word == level);
    matches!((place(a), place(b)), (Some(a), Some(b)) if a < b)
}

/// The day that stands for "now": links and regions without an end hold on it.
pub(crate) const LATEST: i32 = i32::MAX - 1;

/// A stored day as people read it.
pub(crate) fn day_text(days: i32) -> Option<String> {
    period::from_epoch_days(days).map(|day: Date| day.to_string())
}

//! Messages of SDMX-ML, read element by element: one pass finds the columns, another passes the observations on as rows.

use crate::catalogue::{container as pages, matrix};
use crate::container::Location;
use crate::grid::{Grid, GridCell};
use crate::package::Resource;
use crate::source::{Names, Raw, Sample, Trouble};
use crate::text::blocks::{Consumed, Stop, hexadecimal};
use foldhash::{HashMap, HashSet};
use liantu_model::Words;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};

/// Rows of a chunk, and rows that are looked at.
const CHUNK: usize = 4_096;
const LOOK: usize = 200;
/// One element may not be longer.
const LONGEST: usize = 1 << 20;
/// The column that names what the message holds.
const DATAFLOW: &str = "DATAFLOW";

/// What is known of a message: its columns.
pub(crate) struct MessagePlan {
    location: Location,
    names: Vec<String>,
}

/// Counts lines and takes the fingerprint of what is read.
struct Counted<'r> {
    inner: BufReader<&'r mut dyn Read>,
    hash: Sha256,
    bytes: u64,
    lines: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let taken = &self.inner.buffer()[..amount];
        self.hash.update(taken);
        self.lines += memchr::memchr_iter(b'\n', taken).count() as u64;
        self.bytes += amount as u64;
        self.inner.consume(amount);
    }
}

/// Names and values, in their order.
type Pairs = Vec<(String, String)>;

/// An observation: what holds of it, and its line.
struct Observation<'p> {
    pairs: &'p [&'p Pairs],
    line: u64,
}

/// Where the reader is in a message.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "elements that may be open at the same time")]
struct State {
    dataflow: Option<String>,
    dataset: Pairs,
    /// Attributes of groups of series: the key they share, and what holds of them.
    groups: Vec<(Pairs, Pairs)>,
    group: Option<(Pairs, Pairs)>,
    series: Pairs,
    observation: Option<Pairs>,
    in_series: bool,
    /// Whether pairs are those of attributes, and not of a key.
    attributes: bool,
    /// Whether the text that follows is a time.
    time: bool,
    structure: bool,
    deletes: bool,
    found: bool,
}

fn damaged(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

/// The attributes of an element that belong to no namespace: those of the message's own vocabulary have one.
fn pairs(element: &BytesStart<'_>) -> io::Result<Pairs> {
    let mut pairs = Pairs::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(damaged)?;
        let name: &str = attribute.key.as_ref();
        if !name.contains(':') && name != "xmlns" {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(damaged)?;
            pairs.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    Ok(pairs)
}

fn value_of(pairs: &Pairs, names: &[&str]) -> Option<String> {
    names.iter().find_map(|wanted| pairs.iter().find(|(name, _)| name == wanted)).map(|(_, value)| value.clone())
}

impl State {
    fn start(&mut self, element: &BytesStart<'_>, empty: bool) -> io::Result<()> {
        let own = pairs(element)?;
        match element.local_name().as_ref() {
            "Structure" | "StructureUsage" | "ProvisionAgreement" | "ProvisionAgrement" | "KeyFamilyRef" => {
                self.structure = !empty;
            }
            "Ref" if self.structure && self.dataflow.is_none() => {
                let id = value_of(&own, &["id"]);
                let agency = value_of(&own, &["agencyID"]);
                self.dataflow = id.map(|id| agency.map_or(id.clone(), |agency| format!("{agency}:{id}")));
            }
            "DataSet" => {
                let action = element.attributes().flatten().find(|own| own.key.local_name().as_ref() == "action");
                self.deletes |= action.is_some_and(|action| matches!(&*action.value, "Delete" | "D"));
                self.found = true;
                self.dataset = own;
                let flow = value_of(&self.dataset, &["dataflowID", "dataFlowID"]);
                let agency = value_of(&self.dataset, &["dataflowAgencyID", "dataFlowAgencyID"]);
                if let Some(flow) = flow {
                    self.dataflow = Some(agency.map_or(flow.clone(), |agency| format!("{agency}:{flow}")));
                }
                let envelope = [
                    "structureRef",
                    "setID",
                    "action",
                    "dataScope",
                    "dataflowID",
                    "dataFlowID",
                    "dataflowAgencyID",
                    "dataFlowAgencyID",
                    "keyFamilyURI",
                    "reportingBeginDate",
                    "reportingEndDate",
                    "validFromDate",
                    "validToDate",
                    "publicationYear",
                    "publicationPeriod",
                ];
                self.dataset.retain(|(name, _)| !envelope.contains(&name.as_str()));
                self.groups.clear();
            }
            "Series" => {
                self.series = own;
                self.in_series = !empty;
            }
            "Group" | "SiblingGroup" => self.group = Some((own, Pairs::new())),
            "Obs" => self.observation = Some(own),
            "SeriesKey" | "ObsKey" | "GroupKey" => self.attributes = false,
            "Attributes" => self.attributes = true,
            "ObsDimension" => {
                let name = value_of(&own, &["id"]).unwrap_or_else(|| "TIME_PERIOD".to_owned());
                self.put(name, value_of(&own, &["value"]));
            }
            "Time" => self.time = !empty,
            "ObsValue" => self.put("OBS_VALUE".to_owned(), value_of(&own, &["value"])),
            "Value" => {
                if let Some(name) = value_of(&own, &["id", "concept"]) {
                    self.put(name, value_of(&own, &["value"]));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, name: String, value: Option<String>) {
        let Some(value) = value else { return };
        let into = match (&mut self.observation, &mut self.group) {
            (Some(observation), _) => observation,
            (None, Some((key, attributes))) => {
                if self.attributes {
                    attributes
                } else {
                    key
                }
            }
            (None, None) if self.in_series => &mut self.series,
            (None, None) => &mut self.dataset,
        };
        into.push((name, value));
    }

    /// What holds of all series that share the key of a group: in structure-specific messages key and attributes stand
    /// side by side, and what the series lacks is an attribute.
    fn shared(&self) -> Pairs {
        let mut shared = Pairs::new();
        for (key, attributes) in &self.groups {
            let has = |own: &(String, String)| self.series.contains(own);
            let knows = |own: &(String, String)| self.series.iter().any(|(name, _)| *name == own.0);
            if key.iter().filter(|own| knows(own)).all(has) && key.iter().any(has) {
                shared.extend(key.iter().filter(|own| !knows(own)).cloned());
                shared.extend(attributes.iter().cloned());
            }
        }
        shared
    }
}

/// Reads a message and passes each observation on until `take` returns `false`.
fn each(
    reader: &mut dyn Read,
    take: &mut dyn FnMut(&Observation<'_>, u64) -> bool,
) -> io::Result<(State, Consumed, bool)> {
    let counted = Counted { inner: BufReader::with_capacity(1 << 18, reader), hash: Sha256::new(), bytes: 0, lines: 0 };
    let mut reader = Reader::from_reader(counted);
    let mut state = State::default();
    let (mut buffer, mut wanted, mut depth) = (Vec::new(), true, 0u32);
    let mut shared: Option<Pairs> = None;
    while wanted {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(damaged)?;
        let (line, bytes) = (reader.get_ref().lines + 1, reader.get_ref().bytes);
        let ended = match &event {
            Event::Start(element) => {
                state.start(element, false)?;
                depth += 1;
                None
            }
            Event::Empty(element) => {
                state.start(element, true)?;
                Some(element.local_name().as_ref().to_owned())
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                Some(element.local_name().as_ref().to_owned())
            }
            Event::Text(text) if state.structure && state.dataflow.is_none() => {
                // A reference by name: `urn:…Dataflow=OFFICE:POWER(1.0)`.
                let name = text.xml_content(XmlVersion::Implicit1_0);
                let name = name.rsplit('=').next().unwrap_or_default().trim();
                state.dataflow = (!name.is_empty()).then(|| name.to_owned());
                None
            }
            Event::Text(text) if state.time => {
                state.put("TIME_PERIOD".to_owned(), Some(text.xml_content(XmlVersion::Implicit1_0).trim().to_owned()));
                None
            }
            Event::Eof if depth > 0 => return Err(damaged("the message ends before its last element")),
            Event::Eof => break,
            _ => None,
        };
        match ended.as_deref() {
            Some("Obs") => {
                if let Some(own) = state.observation.take() {
                    let flow = vec![(DATAFLOW.to_owned(), state.dataflow.clone().unwrap_or_default())];
                    let shared = shared.get_or_insert_with(|| state.shared());
                    let pairs = [&flow, &state.series, &own, &state.dataset, shared];
                    wanted = take(&Observation { pairs: &pairs, line }, bytes);
                }
            }
            Some("Series") => {
                state.series.clear();
                state.in_series = false;
                shared = None;
            }
            Some("Group" | "SiblingGroup") => state.groups.extend(state.group.take()),
            Some("Attributes") => state.attributes = false,
            Some("Time") => state.time = false,
            Some("Structure" | "StructureUsage" | "ProvisionAgreement" | "ProvisionAgrement" | "KeyFamilyRef") => {
                state.structure = false;
            }
            _ => {}
        }
        if buffer.len() > LONGEST {
            return Err(damaged("an element is longer than a mebibyte"));
        }
    }
    let counted = reader.into_inner();
    let consumed = Consumed { bytes: counted.bytes, hash: hexadecimal(counted.hash), encoding: None };
    Ok((state, consumed, wanted))
}

impl Resource {
    /// Finds the columns of a message: dimensions and attributes of series first, the time and the value, then the rest.
    pub(crate) fn open_message(&self) -> Result<(Names, Sample, MessagePlan), Trouble> {
        let mut columns: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        let mut seen: HashSet<String> = HashSet::default();
        let mut first: Vec<Pairs> = Vec::new();
        let mut look = |observation: &Observation<'_>, _: u64| {
            for (place, pairs) in observation.pairs.iter().enumerate() {
                for (name, _) in pairs.iter().filter(|(name, _)| name != "OBS_VALUE") {
                    if !seen.contains(name) {
                        seen.insert(name.clone());
                        let late = place > 2 || name.starts_with("OBS_") || name.starts_with("CONF_");
                        columns[usize::from(late)].push(name.clone());
                    }
                }
            }
            if first.len() < LOOK {
                first.push(observation.pairs.iter().copied().flatten().cloned().collect());
            }
            true
        };
        let read = self.location.with(|reader| each(reader, &mut look)).and_then(|read| read);
        let (state, ..) = read.map_err(|error| self.trouble(error))?;
        if !state.found {
            return Err(self.finding(&pages::FILE_DAMAGED).found("no DataSet of SDMX-ML").into());
        }
        if state.deletes {
            let expected = Words::new(
                "追加或替换的数据集；撤回请用 --withdraw",
                "a data set that appends or replaces; to take rows out, use --withdraw",
            );
            return Err(self.finding(&matrix::MESSAGE_DELETES).found("action=\"Delete\"").expected(expected).into());
        }
        let [mut names, rest] = columns;
        names.push("OBS_VALUE".to_owned());
        names.extend(rest);
        if first.is_empty() {
            return Err(self.no_header());
        }
        let row = |pairs: &Pairs| names.iter().map(|name| value_of(pairs, &[name]).unwrap_or_default()).collect();
        let sample = first.iter().map(row).collect();
        Ok((names.clone(), sample, MessagePlan { location: self.location.clone(), names }))
    }
}

impl MessagePlan {
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let width = self.names.len();
        let places: HashMap<&str, usize> =
            self.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let empty = || Grid { width, cells: Vec::new(), sheet: None, lines: Vec::new() };
        let mut grid = empty();
        let mut take = |observation: &Observation<'_>, done: u64| {
            let start = grid.cells.len();
            grid.cells.resize(start + width, GridCell::Empty);
            // What is said closer to the observation holds.
            for pairs in observation.pairs.iter().rev() {
                for (name, value) in *pairs {
                    if let Some(place) = places.get(name.as_str()) {
                        grid.cells[start + place] = GridCell::text(value);
                    }
                }
            }
            grid.lines.push(observation.line);
            grid.lines.len() < CHUNK || push(Raw::Grid(std::mem::replace(&mut grid, empty())), done)
        };
        let read = self.location.with(|reader| each(reader, &mut take)).and_then(|read| read);
        let (_, consumed, wanted) = read.map_err(Stop::Read)?;
        if !wanted || (!grid.cells.is_empty() && !push(Raw::Grid(grid), consumed.bytes)) {
            return Err(Stop::Unwanted);
        }
        Ok(consumed)
    }
}

//! Where alerts stand: places at their longitude and latitude, without borders, which no report may draw from memory. Grades
//! differ by shape and word, not by colour alone.

use super::{Pen, WIDTH, text};
use crate::document::{Arrow, Spot};
use crate::form::escaped;
use liantu_model::Language;
use std::fmt::Write;

/// West, east, south and north of the places, with room for their names.
pub(crate) fn frame(spots: &[Spot]) -> [f64; 4] {
    let ends = |of: fn(&Spot) -> f64| {
        let values = spots.iter().map(of).filter(|value| value.is_finite());
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let room = ((high - low) * 0.12).max(0.2);
        (low - room, high + room)
    };
    let ((west, east), (south, north)) = (ends(|spot| spot.lon), ends(|spot| spot.lat));
    [west, east, south, north]
}

/// What the shapes mean, in a line.
pub(crate) fn legend(left_out: usize, language: Language) -> String {
    let mut line = match language {
        Language::Zh => "■ 红　◆ 橙　▲ 黄　● 蓝　○ 有数据、没有预警　× 没有数据；位置为区域代表点，不画边界",
        Language::En => {
            "■ red  ◆ orange  ▲ yellow  ● blue  ○ data and no alert  × no data; points stand for regions, borders are not drawn"
        }
    }
    .to_owned();
    if left_out > 0 {
        line += &match language {
            Language::Zh => format!("；{left_out} 个区域位置不明，未画"),
            Language::En => format!("; {left_out} regions without a known position are left out"),
        };
    }
    line
}

impl Pen<'_> {
    pub(super) fn map(&self, spots: &[Spot], arrows: &[Arrow], left_out: usize) -> (f64, String) {
        let [west, east, south, north] = frame(spots);
        let middle = f64::midpoint(south, north).to_radians().cos().max(0.1);
        let most = 460.0;
        // One degree is as long on both axes as it is on the ground.
        let scale = (WIDTH / ((east - west) * middle)).min(most / (north - south));
        let tall = (north - south) * scale;
        let left = (WIDTH - (east - west) * middle * scale) / 2.0;
        let at = |spot: &Spot| (left + (spot.lon - west) * middle * scale, (north - spot.lat) * scale);
        let mut out = String::new();
        for arrow in arrows {
            let (Some(from), Some(to)) = (spots.get(arrow.from), spots.get(arrow.to)) else { continue };
            out += &self.arrow(at(from), at(to), &arrow.grade);
        }
        // What is grave is drawn last and named first; a name that would lie on another is left out.
        let mut order: Vec<&Spot> = spots.iter().collect();
        order.sort_by_key(|spot| (spot.warmth.grade.as_deref().map_or(0, crate::material::rank), spot.warmth.known));
        for spot in &order {
            out += &self.shape(at(spot), spot);
        }
        let mut taken: Vec<[f64; 4]> = order.iter().map(|spot| around(at(spot), 6.0)).collect();
        for (number, spot) in order.iter().enumerate().rev() {
            out += &self.name(at(spot), spot, number, &mut taken);
        }
        let legend = legend(left_out, self.language);
        let mut bottom = tall;
        // As many half-width letters as fit beside each other.
        for line in broken(&legend, if self.look.large { 70 } else { 100 }) {
            bottom += 1.5 * self.letters;
            out += &text(8.0, bottom, "start", &line);
        }
        (bottom + 0.7 * self.letters, out)
    }

    fn arrow(&self, from: (f64, f64), to: (f64, f64), grade: &str) -> String {
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let long = across.hypot(down);
        if long < 14.0 {
            return String::new();
        }
        let (x, y) = (across / long, down / long);
        let (tip_x, tip_y) = (to.0 - 9.0 * x, to.1 - 9.0 * y);
        let (root_x, root_y) = (tip_x - 9.0 * x, tip_y - 9.0 * y);
        let ink = self.ink(grade);
        format!(
            "<path d=\"M{:.1} {:.1}L{root_x:.1} {root_y:.1}\" stroke=\"{ink}\" stroke-width=\"1.6\" stroke-dasharray=\"6 3\" fill=\"none\"/>\
             <path d=\"M{tip_x:.1} {tip_y:.1}L{:.1} {:.1}L{:.1} {:.1}Z\" fill=\"{ink}\"/>",
            from.0,
            from.1,
            root_x - 4.0 * y,
            root_y + 4.0 * x,
            root_x + 4.0 * y,
            root_y - 4.0 * x
        )
    }

    fn shape(&self, (x, y): (f64, f64), spot: &Spot) -> String {
        let Some(grade) = spot.warmth.grade.as_deref() else {
            return if spot.warmth.known {
                format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"#fff\" stroke=\"#555\"/>")
            } else {
                format!("<path d=\"M{:.1} {:.1}l6 6m0 -6l-6 6\" stroke=\"#888\" fill=\"none\"/>", x - 3.0, y - 3.0)
            };
        };
        let ink = self.ink(grade);
        match grade {
            "red" => {
                format!("<rect x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"12\" fill=\"{ink}\"/>", x - 6.0, y - 6.0)
            }
            "orange" => format!("<path d=\"M{x:.1} {:.1}l7 7l-7 7l-7 -7z\" fill=\"{ink}\"/>", y - 7.0),
            "yellow" => format!("<path d=\"M{x:.1} {:.1}l7 12h-14z\" fill=\"{ink}\"/>", y - 7.0),
            _ => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{ink}\"/>"),
        }
    }

    /// The name of a place, where there is room for it; its own mark is the `number`th that is `taken`.
    fn name(&self, (x, y): (f64, f64), spot: &Spot, number: usize, taken: &mut Vec<[f64; 4]>) -> String {
        let mut title = spot.title.get(self.language).to_owned();
        if let Some(grade) = &spot.warmth.grade {
            let word = crate::material::word("grade", grade);
            let _ = write!(title, " {} {}", word.get(self.language), spot.warmth.alerts);
        }
        let size = self.letters;
        let wide = 0.58 * size * title.chars().map(|letter| if letter.is_ascii() { 1.0 } else { 1.75 }).sum::<f64>();
        let right = [x + 10.0, y - 0.6 * size, x + 10.0 + wide, y + 0.6 * size];
        let left = [x - 10.0 - wide, y - 0.6 * size, x - 10.0, y + 0.6 * size];
        let free = |wanted: &[f64; 4]| {
            let inside = wanted[0] >= 0.0 && wanted[2] <= WIDTH;
            inside && taken.iter().enumerate().all(|(at, other)| at == number || !overlap(wanted, other))
        };
        let (place, anchor) = match (free(&right), free(&left)) {
            (true, _) => (right, "start"),
            (false, true) => (left, "end"),
            // What is under alert is named in any case.
            _ if spot.warmth.grade.is_some() => (right, "start"),
            _ => return String::new(),
        };
        taken.push(place);
        let from = if anchor == "start" { place[0] } else { place[2] };
        let weight = if spot.warmth.grade.is_some() { " font-weight=\"bold\"" } else { "" };
        format!(
            "<text x=\"{from:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\"{weight} stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            y + 0.35 * size,
            escaped(&title)
        )
    }
}

fn around((x, y): (f64, f64), half: f64) -> [f64; 4] {
    [x - half, y - half, x + half, y + half]
}

fn overlap(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// A line in pieces of at most so many half-width letters, broken where a word ends.
fn broken(line: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut long = 0;
    for word in line.split_inclusive(['　', ' ', '；']) {
        let wide: usize = word.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
        if long > 0 && long + wide > most {
            lines.push(String::new());
            long = 0;
        }
        long += wide;
        if let Some(last) = lines.last_mut() {
            last.push_str(word);
        }
    }
    lines
}

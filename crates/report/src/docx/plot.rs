//! Charts as offices edit them: values are kept with the drawing, unknown values are gaps, and dashes and patterns tell series
//! apart without colour.

use super::HEAD;
use crate::Look;
use crate::chart::map::frame;
use crate::document::{Arrow, Chart, Curve, Drawing, Spot};
use crate::form::escaped;
use liantu_model::Language;
use std::fmt::Write;

/// How tall a chart stands, in English metric units.
pub(super) fn height(chart: &Chart) -> usize {
    match &chart.drawing {
        Drawing::Bar { bars, .. } => 900_000 + 400_000 * bars.len().clamp(2, 14),
        Drawing::Map { .. } => 4_300_000,
        _ => 2_700_000,
    }
}

/// What happened on the way, in a line.
pub(super) fn happened(chart: &Chart, language: Language) -> Option<String> {
    let Drawing::Line { steps, marks, .. } = &chart.drawing else {
        return match &chart.drawing {
            Drawing::Map { left_out, .. } => Some(crate::chart::map::legend(*left_out, language)),
            _ => None,
        };
    };
    let each: Vec<String> = marks
        .iter()
        .filter_map(|mark| Some(format!("▼ {} {}", steps.get(mark.at)?, mark.title.get(language))))
        .collect();
    (!each.is_empty()).then(|| each.join("　"))
}

/// The part of the package that holds a chart.
pub(super) fn plot(chart: &Chart, language: Language, look: Look) -> String {
    let (kind, series, value_axis) = match &chart.drawing {
        Drawing::Line { steps, curves, .. } => {
            let mut series = String::new();
            let mut number = 0;
            for curve in curves {
                for (name, values, line) in lines(curve, language) {
                    series += &one(
                        number,
                        &name,
                        steps,
                        &values,
                        &line,
                        "<c:marker><c:symbol val=\"none\"/></c:marker>",
                        "<c:smooth val=\"0\"/>",
                    );
                    number += 1;
                }
            }
            let kind = format!(
                "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>{series}<c:marker val=\"1\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:lineChart>"
            );
            (kind, steps.len(), "l")
        }
        Drawing::Bar { legend, bars } => {
            let names: Vec<String> = bars.iter().rev().map(|bar| bar.title.get(language).to_owned()).collect();
            let mut series = String::new();
            for (number, name) in legend.iter().enumerate() {
                let values: Vec<Option<f64>> =
                    bars.iter().rev().map(|bar| bar.values.get(number).copied().flatten()).collect();
                let fill = match (number, look.plain) {
                    (0, true) => "<a:solidFill><a:srgbClr val=\"000000\"/></a:solidFill>".to_owned(),
                    (0, false) => "<a:solidFill><a:srgbClr val=\"2458A6\"/></a:solidFill>".to_owned(),
                    _ => "<a:pattFill prst=\"ltUpDiag\"><a:fgClr><a:srgbClr val=\"000000\"/></a:fgClr><a:bgClr><a:srgbClr val=\"FFFFFF\"/></a:bgClr></a:pattFill>".to_owned(),
                };
                let shape =
                    format!("{fill}<a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"000000\"/></a:solidFill></a:ln>");
                series +=
                    &one(number, name.get(language), &names, &values, &shape, "<c:invertIfNegative val=\"0\"/>", "");
            }
            let kind = format!(
                "<c:barChart><c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{series}<c:gapWidth val=\"60\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:barChart>"
            );
            (kind, bars.len(), "b")
        }
        Drawing::Map { spots, arrows, .. } => return scatter(spots, arrows, language, look),
        Drawing::Heat { .. } => return String::new(),
    };
    let letters = if look.large { 1300 } else { 900 };
    let category_axis = if value_axis == "l" { "b" } else { "l" };
    let skip = if value_axis == "l" {
        format!("<c:tickLblSkip val=\"{}\"/>", series.div_ceil(8).max(1))
    } else {
        String::new()
    };
    let grid = "<c:majorGridlines><c:spPr><a:ln w=\"3175\"><a:solidFill><a:srgbClr val=\"BFBFBF\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>";
    format!(
        "{HEAD}<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>{kind}\
         <c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>\
         <c:axPos val=\"{category_axis}\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"out\"/><c:minorTickMark val=\"none\"/>\
         <c:tickLblPos val=\"low\"/><c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/><c:auto val=\"0\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/>{skip}<c:noMultiLvlLbl val=\"1\"/></c:catAx>\
         <c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"{value_axis}\"/>{grid}\
         <c:numFmt formatCode=\"#,##0.####\" sourceLinked=\"0\"/><c:majorTickMark val=\"out\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>\
         <c:crossAx val=\"1\"/><c:crosses val=\"autoZero\"/></c:valAx></c:plotArea>\
         <c:legend><c:legendPos val=\"b\"/><c:overlay val=\"0\"/></c:legend><c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>\
         <c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"{letters}\"><a:latin typeface=\"Arial\"/><a:ea typeface=\"宋体\"/></a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>\
         </c:chartSpace>"
    )
}

/// A map as points over longitude and latitude: offices can move and rename them like those of any chart.
fn scatter(spots: &[Spot], arrows: &[Arrow], language: Language, look: Look) -> String {
    let ink = |grade: Option<&str>| match grade {
        _ if look.plain => "000000",
        Some("red") => "B3261E",
        Some("orange") => "C05A00",
        Some("yellow") => "8A6D00",
        Some(_) => "2458A6",
        None => "8C8C8C",
    };
    let numbers = |kind: &str, values: &[f64]| {
        let count = values.len();
        let mut out = format!("<c:{kind}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{count}\"/>");
        for (at, value) in values.iter().enumerate() {
            let _ = write!(out, "<c:pt idx=\"{at}\"><c:v>{value}</c:v></c:pt>");
        }
        out + &format!("</c:numLit></c:{kind}>")
    };
    let mut series = String::new();
    let mut number = 0;
    for arrow in arrows {
        let (Some(from), Some(to)) = (spots.get(arrow.from), spots.get(arrow.to)) else { continue };
        let title = format!("{} → {}", from.title.get(language), to.title.get(language));
        let _ = write!(
            series,
            "<c:ser><c:idx val=\"{number}\"/><c:order val=\"{number}\"/><c:tx><c:v>{}</c:v></c:tx>\
             <c:spPr><a:ln w=\"15875\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill><a:prstDash val=\"dash\"/><a:tailEnd type=\"triangle\"/></a:ln></c:spPr>\
             <c:marker><c:symbol val=\"none\"/></c:marker>{}{}<c:smooth val=\"0\"/></c:ser>",
            escaped(&title),
            ink(Some(&arrow.grade)),
            numbers("xVal", &[from.lon, to.lon]),
            numbers("yVal", &[from.lat, to.lat])
        );
        number += 1;
    }
    for spot in spots {
        let grade = spot.warmth.grade.as_deref();
        let (symbol, size) = match (grade, spot.warmth.known) {
            (Some("red"), _) => ("square", 11),
            (Some("orange"), _) => ("diamond", 11),
            (Some("yellow"), _) => ("triangle", 10),
            (Some(_), _) => ("circle", 9),
            (None, true) => ("circle", 6),
            (None, false) => ("x", 6),
        };
        let fill = match (grade, spot.warmth.known) {
            (None, true) => "<a:noFill/>".to_owned(),
            _ => format!("<a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill>", ink(grade)),
        };
        let word = grade.map(|grade| crate::material::word("grade", grade));
        let title = word.map_or_else(
            || spot.title.get(language).to_owned(),
            |word| format!("{} {} {}", spot.title.get(language), word.get(language), spot.warmth.alerts),
        );
        let _ = write!(
            series,
            "<c:ser><c:idx val=\"{number}\"/><c:order val=\"{number}\"/><c:tx><c:v>{}</c:v></c:tx>\
             <c:spPr><a:ln w=\"19050\"><a:noFill/></a:ln></c:spPr>\
             <c:marker><c:symbol val=\"{symbol}\"/><c:size val=\"{size}\"/><c:spPr>{fill}<a:ln w=\"9525\"><a:solidFill><a:srgbClr val=\"{}\"/></a:solidFill></a:ln></c:spPr></c:marker>\
             <c:dLbls><c:dLblPos val=\"r\"/><c:showLegendKey val=\"0\"/><c:showVal val=\"0\"/><c:showCatName val=\"0\"/>\
             <c:showSerName val=\"1\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>{}{}<c:smooth val=\"0\"/></c:ser>",
            escaped(&title),
            ink(grade),
            numbers("xVal", &[spot.lon]),
            numbers("yVal", &[spot.lat])
        );
        number += 1;
    }
    let letters = if look.large { 1300 } else { 900 };
    let [west, east, south, north] = frame(spots);
    let axis = |id: u32, other: u32, place: &str, low: f64, high: f64| {
        format!(
            "<c:valAx><c:axId val=\"{id}\"/><c:scaling><c:orientation val=\"minMax\"/><c:max val=\"{high}\"/><c:min val=\"{low}\"/></c:scaling>\
             <c:delete val=\"1\"/><c:axPos val=\"{place}\"/><c:numFmt formatCode=\"General\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>\
             <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"none\"/><c:crossAx val=\"{other}\"/><c:crosses val=\"min\"/></c:valAx>"
        )
    };
    format!(
        "{HEAD}<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>\
         <c:scatterChart><c:scatterStyle val=\"lineMarker\"/><c:varyColors val=\"0\"/>{series}<c:axId val=\"1\"/><c:axId val=\"2\"/></c:scatterChart>\
         {}{}</c:plotArea><c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>\
         <c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"{letters}\"><a:latin typeface=\"Arial\"/><a:ea typeface=\"宋体\"/></a:defRPr></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>\
         </c:chartSpace>",
        axis(1, 2, "b", west, east),
        axis(2, 1, "l", south, north)
    )
}

type Line = (String, Vec<Option<f64>>, String);

/// A curve and the ends of its band.
fn lines(curve: &Curve, language: Language) -> Vec<Line> {
    let stroke = |width: usize, ink: &str, dash: &str| {
        format!(
            "<a:ln w=\"{width}\"><a:solidFill><a:srgbClr val=\"{ink}\"/></a:solidFill><a:prstDash val=\"{dash}\"/></a:ln>"
        )
    };
    let mut all = vec![(curve.title.get(language).to_owned(), curve.values.clone(), stroke(19_050, "000000", "solid"))];
    if curve.band.iter().any(Option::is_some) {
        let (upper, lower) = match language {
            Language::Zh => ("可预期上限", "可预期下限"),
            Language::En => ("upper end of what was expected", "lower end"),
        };
        let end = |place: usize| curve.band.iter().map(|band| band.map(|band| band[place])).collect();
        all.push((upper.to_owned(), end(1), stroke(9_525, "595959", "dash")));
        all.push((lower.to_owned(), end(0), stroke(9_525, "595959", "sysDot")));
    }
    all
}

fn one(
    number: usize,
    name: &str,
    categories: &[String],
    values: &[Option<f64>],
    shape: &str,
    before: &str,
    after: &str,
) -> String {
    let mut out = format!(
        "<c:ser><c:idx val=\"{number}\"/><c:order val=\"{number}\"/><c:tx><c:v>{}</c:v></c:tx><c:spPr>{shape}</c:spPr>{before}<c:cat><c:strLit><c:ptCount val=\"{}\"/>",
        escaped(name),
        categories.len()
    );
    for (at, category) in categories.iter().enumerate() {
        let _ = write!(out, "<c:pt idx=\"{at}\"><c:v>{}</c:v></c:pt>", escaped(category));
    }
    let _ = write!(
        out,
        "</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{}\"/>",
        values.len()
    );
    for (at, value) in values.iter().enumerate() {
        // A value that is not known has no point: the drawing has a gap there.
        if let Some(value) = value.filter(|value| value.is_finite()) {
            let _ = write!(out, "<c:pt idx=\"{at}\"><c:v>{value}</c:v></c:pt>");
        }
    }
    out + "</c:numLit></c:val>" + after + "</c:ser>"
}

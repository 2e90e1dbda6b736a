//! Reading requests: query, path and JSON body, each with an error that says where, what was found and what was expected.
//!
//! `400` is what the documented schema forbids; `422` fits the schema but cannot be used, such as a day that no calendar has.

use crate::problem::{BODY, Fault, MEDIA_TYPE, PARAMETER, TOO_LARGE};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use liantu_engine::At;
use liantu_model::{Diagnostic, Period, Place, Words};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::RangeInclusive;

/// Query parameters that a handler declares and reads.
pub(crate) trait Parameters: Sized {
    /// Takes the parameters out of `pairs`; whatever is left over is unknown.
    fn read(pairs: &mut Pairs) -> Result<Self, Fault>;
}

impl Parameters for () {
    fn read(_: &mut Pairs) -> Result<Self, Fault> {
        Ok(())
    }
}

/// The query string, read strictly: unknown, repeated and malformed parameters are refused, so that a misspelt filter is
/// not silently a wider answer.
pub(crate) struct Query<T>(pub T);

impl<S: Send + Sync, T: Parameters> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let mut pairs = Pairs::parse(parts.uri.query().unwrap_or_default())?;
        let parameters = T::read(&mut pairs)?;
        pairs.finish().map(|()| Self(parameters))
    }
}

/// The pairs of a query string.
pub(crate) struct Pairs {
    given: Vec<(String, String)>,
    asked: Vec<&'static str>,
}

impl Pairs {
    /// Splits and decodes a query string; `lang`, which every address takes, is checked before any handler runs.
    pub fn parse(query: &str) -> Result<Self, Fault> {
        let mut given: Vec<(String, String)> = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name, pair)?, decode(value, pair)?);
            if given.iter().any(|(other, _)| *other == name) {
                let expected = Words::new("每个参数只写一次", "each parameter once");
                return Err(Fault::wrong(&PARAMETER, "query", &name, &value, expected));
            }
            given.push((name, value));
        }
        Ok(Self { given, asked: vec!["lang"] })
    }

    /// The value of `name`, if given; an empty one is refused.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Fault> {
        self.asked.push(name);
        let Some(at) = self.given.iter().position(|(given, _)| given == name) else { return Ok(None) };
        let value = self.given.swap_remove(at).1;
        if value.is_empty() || !usable(&value) {
            let expected = Words::new(
                format!("1 到 {MAX_TEXT} 个字的文字；不需要就不写这个参数"),
                format!("a text of 1 to {MAX_TEXT} characters; leave the parameter out if it is not needed"),
            );
            return Err(Fault::wrong(&PARAMETER, "query", name, &value, expected));
        }
        Ok(Some(value))
    }

    /// The value of `name` as `parse` understands it.
    pub fn parsed<T>(
        &mut self,
        name: &'static str,
        expected: impl FnOnce() -> Words,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        match parse(&value) {
            Some(parsed) => Ok(Some(parsed)),
            None => Err(Fault::wrong(&PARAMETER, "query", name, &value, expected())),
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, bounds: RangeInclusive<u64>) -> Result<Option<u64>, Fault> {
        let expected = || {
            let (low, high) = bounds.clone().into_inner();
            Words::new(format!("{low} 到 {high} 的整数"), format!("a whole number from {low} to {high}"))
        };
        self.parsed(name, expected, |value| {
            let digits = value.bytes().all(|byte| byte.is_ascii_digit());
            value.parse().ok().filter(|number| digits && bounds.contains(number))
        })
    }

    /// At most so many rows, nodes or hits: parameter `limit`, from 1 to `most`.
    pub fn limit(&mut self, most: u32) -> Result<Option<usize>, Fault> {
        Ok(self.number("limit", 1..=u64::from(most))?.and_then(|limit| limit.try_into().ok()))
    }

    /// The value of `name`, which must be given.
    pub fn required(&mut self, name: &'static str, expected: impl FnOnce() -> Words) -> Result<String, Fault> {
        let value = self.text(name)?;
        value.ok_or_else(|| Fault::wrong(&PARAMETER, "query", name, "", expected()))
    }

    /// `1` or `0`.
    pub fn flag(&mut self, name: &'static str) -> Result<Option<bool>, Fault> {
        self.word(name, &[("1", true), ("0", false)])
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Result<Option<T>, Fault> {
        let expected = || one_of(words.iter().map(|(word, _)| *word));
        self.parsed(name, expected, |value| words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning))
    }

    /// A period.
    pub fn period(&mut self, name: &'static str) -> Result<Option<Period>, Fault> {
        let expected = || {
            Words::new(
                "2021、2021-05、2021-Q3、2016/2021 或 2016/.. 这样的时段",
                "a period such as 2021, 2021-05, 2021-Q3, 2016/2021 or 2016/..",
            )
        };
        let read = self.parsed(name, expected, |value| value.parse().ok());
        read.map_err(|fault| fault.status(StatusCode::UNPROCESSABLE_ENTITY))
    }

    /// The state of the workspace to read: parameter `at`.
    pub fn at(&mut self) -> Result<At, Fault> {
        let value = self.text("at")?;
        at("query", value.as_deref())
    }

    fn finish(self) -> Result<(), Fault> {
        let unknown = self.given.iter().find(|(name, _)| !self.asked.contains(&name.as_str()));
        unknown.map_or(Ok(()), |(name, value)| Err(Fault::wrong(&PARAMETER, "query", name, value, one_of(self.asked))))
    }
}

/// Longest text parameter, in characters.
const MAX_TEXT: usize = 1000;

/// Whether a text is short enough to be a name, and free of what no name holds.
fn usable(text: &str) -> bool {
    text.chars().nth(MAX_TEXT).is_none() && !text.contains('\0')
}

/// Reads a revision, a day or an instant. The plus sign of a time zone is a space in a query string: it is put back.
pub(crate) fn at(resource: &str, value: Option<&str>) -> Result<At, Fault> {
    let plus = value.map(|value| value.replace(' ', "+"));
    At::parse(plus.as_deref()).map_err(|_| {
        let expected = Words::new(
            "数据版本号、2026-11-21 这样的日期，或 RFC 3339 时刻",
            "the number of a revision, a day such as 2026-11-21, or an RFC 3339 instant",
        );
        Fault::wrong(&PARAMETER, resource, "at", value.unwrap_or_default(), expected)
            .status(StatusCode::UNPROCESSABLE_ENTITY)
    })
}

/// "One of these words".
pub(crate) fn one_of(words: impl IntoIterator<Item = &'static str>) -> Words {
    let words: Vec<_> = words.into_iter().collect();
    Words::new(format!("下列之一：{}", words.join("、")), format!("one of {}", words.join(", ")))
}

fn decode(text: &str, pair: &str) -> Result<String, Fault> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(Into::into).map_err(|_| {
        let expected = Words::new("UTF-8 编码的文字", "text in UTF-8");
        Fault::wrong(&PARAMETER, "query", pair.split('=').next().unwrap_or_default(), text, expected)
    })
}

/// The one parameter in the path.
pub(crate) struct Name(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Ok(parameters) = RawPathParams::from_request_parts(parts, state).await else {
            let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
            let field = route.split(['{', '}']).nth(1).unwrap_or_default();
            let expected = Words::new("UTF-8 编码的文字", "text in UTF-8");
            return Err(Fault::wrong(&PARAMETER, "path", field, parts.uri.path(), expected));
        };
        let (field, value) = parameters.iter().next().unwrap_or_default();
        if !usable(value) {
            let expected =
                Words::new(format!("至多 {MAX_TEXT} 个字的文字"), format!("a text of at most {MAX_TEXT} characters"));
            return Err(Fault::wrong(&PARAMETER, "path", field, value, expected));
        }
        Ok(Self(value.to_owned()))
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let media_type = media_type(request.headers());
        if media_type != "application/json" {
            let expected = Words::same("application/json");
            return Err(Fault::wrong(&MEDIA_TYPE, "header", "Content-Type", &media_type, expected)
                .status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(JSON_LIMIT),
            _ => Fault::new(StatusCode::BAD_REQUEST, &BODY, Words::new("正文没有传完", "the body broke off")),
        })?;
        // Serde would take a list for the fields of an object, in their order.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| *byte == b'[') {
            return Err(wrong_json("body", &serde::de::Error::custom("expected an object")));
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            let field = if matches!(path.as_str(), "." | "?") { "body" } else { path.as_str() };
            wrong_json(field, error.inner())
        })?;
        reader.end().map_err(|error| wrong_json("body", &error))?;
        Ok(Self(value))
    }
}

/// A whole number in JSON, where `12` and `12.0` are the same.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "f64")]
pub(crate) struct Whole(pub u64);

impl TryFrom<f64> for Whole {
    type Error = &'static str;

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bounds are checked first")]
    fn try_from(number: f64) -> Result<Self, Self::Error> {
        let whole = number.fract() == 0.0 && (0.0..=1e15).contains(&number);
        if whole { Ok(Self(number as u64)) } else { Err("expected a whole number that is not negative") }
    }
}

/// Largest JSON body, in bytes.
pub(crate) const JSON_LIMIT: u64 = 1 << 20;

fn wrong_json(field: &str, error: &serde_json::Error) -> Fault {
    // The parser says what it found and what it expected, and where, in English.
    let said = Words::same(error.to_string());
    let place = Place {
        resource: "body".to_owned(),
        line: Some(error.line() as u64),
        field: Some(field.to_owned()),
        ..Place::default()
    };
    let detail = Words::new(format!("正文 `{field}`：{error}"), format!("body `{field}`: {error}"));
    let finding = Diagnostic::new(&BODY, place).help(said);
    Fault::new(StatusCode::BAD_REQUEST, &BODY, detail).finding(finding)
}

/// The body is over `limit` bytes.
pub(crate) fn too_large(limit: u64) -> Fault {
    let detail = Words::new(format!("上限是 {limit} 字节"), format!("the limit is {limit} bytes"));
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, &TOO_LARGE, detail)
}

/// The media type of the body, lower case and without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> Pairs {
        Pairs::parse(query).expect("a query")
    }

    #[test]
    fn every_wrong_value_is_refused_with_its_place() {
        for (query, field) in [
            ("limit=-1", "limit"),
            ("limit=1e3", "limit"),
            ("limit=+5", "limit"),
            ("limit=11", "limit"),
            ("limit=", "limit"),
        ] {
            let fault = pairs(query).number("limit", 1..=10).expect_err(query);
            assert_eq!(fault.diagnostics[0].place.field.as_deref(), Some(field), "{query}");
        }
        assert!(pairs("period=2021-13").period("period").is_err());
        assert!(pairs("at=yesterday").at().is_err());
        assert!(Pairs::parse("q=%ff").is_err(), "invalid UTF-8");
        assert!(Pairs::parse("q=a&q=b").is_err(), "given twice");
    }

    #[test]
    fn a_misspelt_parameter_is_no_silence() {
        let mut given = pairs("perod=2021&lang=en");
        given.period("period").expect("absent");
        let fault = given.finish().expect_err("unknown");
        assert!(fault.detail.en.contains("perod") && fault.detail.en.contains("period"), "{}", fault.detail.en);
    }

    #[test]
    fn the_plus_of_a_time_zone_survives() {
        assert!(pairs("at=2026-11-21T08:00:00+08:00").at().is_ok());
    }
}

//! The API's own documentation: OpenAPI 3.1 from the code, and a page for people that needs no network.

use crate::problem::{PROBLEM_JSON, Problem};
use axum::response::Html;
use liantu_model::Language;
use std::fmt::Write;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder};
use utoipa::{OpenApi as _, PartialSchema, ToSchema};

/// What the document says of the whole API.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Liantu",
        description = "Industry chains and innovation chains across regions: data in, tables, methods and the Atlas out. \
                       Names and titles in answers are in Chinese and English; errors are problem+json (RFC 9457) in the \
                       language of `Accept-Language` or `lang`."
    ),
    tags(
        (name = "atlas", description = "The map: who connects with whom"),
        (name = "tables", description = "The workspace as tables, and its history"),
        (name = "methods", description = "Computations, drawn from their declarations"),
        (name = "watch", description = "Alerts, inspections, and the reports about them"),
        (name = "deals", description = "Agreements that are kept: signatures, settlement, payments, statements"),
        (name = "imports", description = "Data in, as jobs"),
        (name = "jobs", description = "Long work: imports and computations, followed and cancelled"),
        (name = "boundaries", description = "Outlines that the user brings"),
        (name = "words", description = "What does not depend on the data"),
    ),
)]
struct Document;

/// The document before the routes.
pub(crate) fn start() -> OpenApi {
    Document::openapi()
}

/// Adds what every operation has in common: the language, and the problems it may answer with.
pub(crate) fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let takes_name = path.contains('{');
            let reads_workspace = !["/glossary", "/schema", "/methods", "/diagnostics/"]
                .iter()
                .any(|fixed| path.strip_prefix("/api/v1").is_some_and(|rest| rest.starts_with(fixed)))
                || path.ends_with("/execution");
            let has_at = parameters(operation).any(|parameter| parameter.name == "at");
            let has_format = parameters(operation).any(|parameter| parameter.name == "format");
            let has_body = operation.request_body.is_some();
            // A report is printed by a program beside this one, which may not be there.
            let is_printed = path.strip_prefix("/api/v1").is_some_and(|rest| rest.starts_with("/report")) && has_format;
            for (status, when, why) in [
                (304, has_at || path.ends_with("/revisions"), ""),
                (
                    400,
                    true,
                    "The request is malformed: the diagnostics say where, what was found and what was expected",
                ),
                (403, true, "Refused: foreign host name or origin, or an operation that is not allowed"),
                (404, takes_name || has_at || has_body, "What the request names is not there"),
                (406, has_format, "None of the formats asked for"),
                (409, method != HttpMethod::Get || is_printed, "In conflict with the present state"),
                (413, has_body, "The body is too large"),
                (415, has_body, "The body is of another type"),
                (422, has_body || has_at || takes_name, "The request is well-formed, but its content cannot be used"),
                (429, path.ends_with("/imports") || path.ends_with("/execution"), "Too many jobs are waiting"),
                (500, true, "A bug"),
                (503, reads_workspace, "Cannot be done now"),
            ] {
                if when {
                    operation.responses.responses.entry(status.to_string()).or_insert_with(|| response(status, why));
                }
            }
            for answer in operation.responses.responses.values_mut() {
                if let RefOr::T(answer) = answer
                    && answer.description.is_empty()
                {
                    "The answer".clone_into(&mut answer.description);
                }
            }
            operation.parameters.get_or_insert_default().push(RefOr::T(language()));
        }
    }
    document
}

fn response(status: u16, why: &str) -> RefOr<utoipa::openapi::Response> {
    if status == 304 {
        return ResponseBuilder::new()
            .description("The client has this answer already (`If-None-Match`)")
            .build()
            .into();
    }
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponseBuilder::new().description(why).content(PROBLEM_JSON, content).build().into()
}

fn language() -> Parameter {
    ParameterBuilder::new()
        .name("lang")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("Language of problems; without it `Accept-Language` decides"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["zh", "en"])).build()))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [(HttpMethod::Get, &mut item.get), (HttpMethod::Post, &mut item.post), (HttpMethod::Delete, &mut item.delete)]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The parameters of an operation; ours are all spelt out in place.
fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
    code{font-family:ui-monospace,monospace;background:#8882;padding:.1em .3em;border-radius:.2em}\
    summary{cursor:pointer;padding:.3em 0}table{border-collapse:collapse;margin:.5em 0 1em 1em}\
    td,th{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #8884}";

/// The page for people: every operation with its parameters and answers.
pub(crate) fn page(document: &OpenApi, language: Language) -> Html<String> {
    let say = |zh: &'static str, en: &'static str| if language == Language::Zh { zh } else { en };
    let mut html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Liantu API</title><style>{STYLE}</style></head><body><main><h1>{}</h1><p>{}</p><p>{}: \
         <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a></p>",
        say("zh-CN", "en"),
        say("链图接口", "Liantu API"),
        escape(document.info.description.as_deref().unwrap_or_default()),
        say("机器可读的说明（OpenAPI 3.1）", "For programs (OpenAPI 3.1)"),
    );
    for tag in document.tags.iter().flatten() {
        let _ = write!(
            html,
            "<h2>{}</h2><p>{}</p>",
            escape(&tag.name),
            escape(tag.description.as_deref().unwrap_or_default())
        );
        let mut paths = document.paths.paths.clone();
        for (path, item) in &mut paths {
            for (method, operation) in operations(item) {
                if operation.tags.iter().flatten().any(|own| *own == tag.name) {
                    section(&mut html, method_word(&method), path, operation, &say);
                }
            }
        }
    }
    html.push_str("</main></body></html>");
    Html(html)
}

fn section(
    html: &mut String,
    method: &str,
    path: &str,
    operation: &Operation,
    say: &dyn Fn(&'static str, &'static str) -> &'static str,
) {
    let summary = escape(operation.summary.as_deref().unwrap_or_default());
    let _ = write!(html, "<details><summary><code>{method} {}</code> {summary}</summary>", escape(path));
    if let Some(description) = &operation.description {
        let _ = write!(html, "<p>{}</p>", escape(description));
    }
    let _ = write!(html, "<table><tr><th>{}</th><th></th></tr>", say("参数", "Parameter"));
    for parameter in parameters(operation) {
        let _ = write!(
            html,
            "<tr><td><code>{}</code></td><td>{}</td></tr>",
            escape(&parameter.name),
            escape(parameter.description.as_deref().unwrap_or_default())
        );
    }
    if let Some(RefOr::T(body)) = &operation.request_body {
        for media_type in body.content.keys() {
            let _ =
                write!(html, "<tr><td>{}</td><td><code>{}</code></td></tr>", say("正文", "Body"), escape(media_type));
        }
    }
    let _ = write!(html, "<tr><th>{}</th><th></th></tr>", say("回答", "Answer"));
    for (status, response) in &operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let kinds: Vec<_> = response.content.keys().map(|kind| escape(kind)).collect();
        let _ =
            write!(html, "<tr><td>{status}</td><td>{} {}</td></tr>", escape(&response.description), kinds.join(", "));
    }
    html.push_str("</table></details>");
}

fn method_word(method: &HttpMethod) -> &'static str {
    match method {
        HttpMethod::Post => "POST",
        HttpMethod::Delete => "DELETE",
        _ => "GET",
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

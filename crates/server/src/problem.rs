//! Trouble as every client sees it: problem+json (RFC 9457), in the language of the reader.
//!
//! A handler that cannot answer returns a [`Fault`], which holds both languages; [`crate::layers::speak`] renders it when
//! the response leaves. The engine's errors become faults in one place: `From<EngineError>`.

use crate::upload::Upload;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use liantu_engine::EngineError;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Language, Place, Severity, Text, Words};
use serde::Serialize;
use std::ops::Deref;
use std::sync::Arc;
use utoipa::ToSchema;

/// Media type of every answer that is not a success.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

const fn page(code: &'static str, title: Text, body: Text) -> Explanation {
    Explanation { code, severity: Severity::Error, title, body }
}

/// A query or path parameter that cannot be used.
pub(crate) const PARAMETER: Explanation = page(
    "request_parameter",
    text("请求参数有误", "Request parameter is wrong"),
    text(
        "地址里的一个参数写法不对、超出范围，或者没有这个参数。问题里写明了是哪一个、见到什么、应为什么。所有参数见 /api/v1/docs。",
        "A parameter in the address is misspelt, out of bounds or unknown. The problem says which one, what was found and \
         what was expected. /api/v1/docs lists them all.",
    ),
);
/// A request body that cannot be read.
pub(crate) const BODY: Explanation = page(
    "request_body",
    text("请求正文有误", "Request body is wrong"),
    text(
        "正文不是所要求的形式：JSON 写法不对、缺字段、多字段，或者表单各部分不完整。问题里写明了位置。",
        "The body does not have the form asked for: broken JSON, a missing or unknown field, or an incomplete form. The \
         problem says where.",
    ),
);
/// No route of the API has this address.
pub(crate) const ADDRESS: Explanation = page(
    "no_such_address",
    text("没有这个地址", "No such address"),
    text("接口里没有这个地址。全部地址见 /api/v1/docs。", "The API has no such address. /api/v1/docs lists them all."),
);
/// Something named in the address is not there.
pub(crate) const ABSENT: Explanation = page(
    "not_found",
    text("没有找到", "Not found"),
    text("地址里指名的东西不在这里，或已不再保留。", "What the address names is not here, or no longer kept."),
);
/// The address exists, the method does not.
pub(crate) const METHOD: Explanation = page(
    "method_not_allowed",
    text("此地址不支持这种请求方法", "Method not allowed at this address"),
    text("响应头 Allow 列出了可用的方法。", "The header Allow lists the methods that are."),
);
/// None of the formats asked for can be made.
pub(crate) const FORMAT: Explanation = page(
    "not_acceptable",
    text("没有所要的格式", "None of the formats asked for"),
    text(
        "表格可以是 JSON、CSV 或 Arrow IPC：用 Accept 请求头或 format 参数选择。",
        "Tables come as JSON, CSV or Arrow IPC: choose with the header Accept or the parameter format.",
    ),
);
/// The body is larger than allowed.
pub(crate) const TOO_LARGE: Explanation = page(
    "too_large",
    text("正文过大", "Body too large"),
    text(
        "正文超过上限。启动服务时可以调整上传上限；特别大的文件也可以用命令行 liantu import 导入。",
        "The body is over the limit. The upload limit can be set when the server is started; a very large file can also be \
         imported with `liantu import`.",
    ),
);
/// The body is of another type.
pub(crate) const MEDIA_TYPE: Explanation = page(
    "media_type",
    text("正文类型不对", "Wrong content type"),
    text(
        "JSON 正文要写 Content-Type: application/json，上传文件用 multipart/form-data。",
        "JSON bodies say Content-Type: application/json; files are sent as multipart/form-data.",
    ),
);
/// The request was made under a foreign host name.
pub(crate) const HOST: Explanation = page(
    "foreign_host",
    text("主机名不被接受", "Host name not accepted"),
    text(
        "为防止别的网站借域名重绑定读取数据，服务只接受本机名称（localhost、127.0.0.1、[::1]）和启动时列出的名称。",
        "So that no other site can read the data by DNS rebinding, the server answers only to local names (localhost, \
         127.0.0.1, [::1]) and to those listed when it was started.",
    ),
);
/// A page of another site tried to change something.
pub(crate) const ORIGIN: Explanation = page(
    "foreign_origin",
    text("不接受来自别的网站的修改", "Changes from another site are not accepted"),
    text(
        "会改变数据的请求只接受来自本服务自己的页面。",
        "Requests that change data are accepted only from the pages of this server itself.",
    ),
);
/// Too many imports are waiting.
pub(crate) const BUSY: Explanation = page(
    "too_many_jobs",
    text("排队的任务过多", "Too many jobs are waiting"),
    text("等一个任务结束，或取消一个，再试。", "Wait for a job to end, or cancel one, and try again."),
);
/// A job whose results are asked for is still at work.
pub(crate) const RUNNING: Explanation = page(
    "job_running",
    text("任务还没有结束", "The job has not ended"),
    text(
        "结果要等任务结束才有。/jobs/{id}/events 会告知何时结束。",
        "There are results once the job has ended; /jobs/{id}/events tells when.",
    ),
);
/// A query ran out of time.
pub(crate) const TOO_HEAVY: Explanation = page(
    "too_heavy",
    text("计算超时", "It took too long"),
    text(
        "查询没有在限定时间内完成，已停止。请缩小范围，或用命令行运行。",
        "The query did not finish in the time allowed and was stopped. Narrow it, or run it on the command line.",
    ),
);
/// An upload could not be stored.
pub(crate) const STORAGE: Explanation = page(
    "storage",
    text("无法存放上传的文件", "The upload could not be stored"),
    text("临时目录没有空间或不可写。", "The folder for temporary files is full or cannot be written to."),
);
/// A bug.
pub(crate) const INTERNAL: Explanation = page(
    "internal",
    text("程序内部错误", "Internal error"),
    text("这是程序的缺陷，请报告；日志里有详情。", "This is a bug: please report it; the log says more."),
);

/// The page of every code that the server itself uses; the codes of the data are in the engine.
pub const CATALOGUE: &[Explanation] = &[
    PARAMETER, BODY, ADDRESS, ABSENT, METHOD, FORMAT, TOO_LARGE, MEDIA_TYPE, HOST, ORIGIN, BUSY, RUNNING, TOO_HEAVY,
    STORAGE, INTERNAL,
];

/// The explanation of `code`, whether the server or the engine uses it.
pub(crate) fn explain(code: &str) -> Option<&'static Explanation> {
    CATALOGUE.iter().find(|page| page.code == code).or_else(|| liantu_engine::explain(code))
}

/// Why a request was not answered.
#[derive(Clone, Debug)]
pub(crate) struct Fault(Box<Reason>);

/// What there is to say about a fault, in both languages.
#[derive(Clone, Debug)]
pub(crate) struct Reason {
    pub status: StatusCode,
    pub code: &'static str,
    pub title: Words,
    pub detail: Words,
    pub diagnostics: Vec<Diagnostic>,
}

impl Deref for Fault {
    type Target = Reason;

    fn deref(&self) -> &Reason {
        &self.0
    }
}

/// RFC 9457 problem details.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Address of the page that explains the code; `about:blank` where there is none.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    kind: String,
    /// What kind of trouble it is.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened here.
    detail: String,
    /// Stable code for programs.
    code: &'static str,
    /// Findings: where, what was found, what was expected.
    diagnostics: Vec<Diagnostic>,
}

impl Fault {
    /// A fault of the server's own catalogue.
    pub fn new(status: StatusCode, page: &'static Explanation, detail: Words) -> Self {
        Self(Box::new(Reason { status, code: page.code, title: page.title.into(), detail, diagnostics: Vec::new() }))
    }

    /// A part of the request that is wrong: where, found, expected.
    pub fn wrong(page: &'static Explanation, resource: &str, field: &str, found: &str, expected: Words) -> Self {
        let place = Place { resource: resource.to_owned(), field: Some(field.to_owned()), ..Place::default() };
        let finding = Diagnostic::new(page, place).found(shorten(found)).expected(expected);
        let detail = Words::new(
            format!("{}（{resource} `{field}`）", finding.sentence(Language::Zh)),
            format!("{} ({resource} `{field}`)", finding.sentence(Language::En)),
        );
        Self::new(StatusCode::BAD_REQUEST, page, detail).finding(finding)
    }

    /// The same with a finding.
    pub fn finding(mut self, finding: Diagnostic) -> Self {
        self.0.diagnostics.push(finding);
        self
    }

    /// The same about an upload: said with the name that the user knows, not with that of the copy.
    pub fn about(mut self, upload: &Upload) -> Self {
        let folder = format!("{}{}", upload.folder().display(), std::path::MAIN_SEPARATOR);
        let Words { zh, en } = &mut self.0.detail;
        for text in [zh, en] {
            *text = text.replace(&folder, "");
        }
        self
    }

    /// The same with another status.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// No such thing of this kind.
    pub fn absent(zh: &str, en: &str, id: &str) -> Self {
        let id = shorten(id);
        let detail = Words::new(format!("没有{zh}“{id}”"), format!("there is no {en} \"{id}\""));
        Self::new(StatusCode::NOT_FOUND, &ABSENT, detail)
    }

    /// A bug; what it said goes to the log, not to the client.
    pub fn internal(said: &dyn std::fmt::Display) -> Self {
        tracing::error!("{said}");
        let detail = Words::new("详情见服务日志", "the log of the server says more");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, &INTERNAL, detail)
    }

    /// The problem in `language`.
    pub fn problem(&self, language: Language) -> Problem {
        Problem {
            kind: explain(self.code)
                .map_or_else(|| "about:blank".into(), |page| format!("/api/v1/diagnostics/{}", page.code)),
            title: self.title.get(language).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.get(language).to_owned(),
            code: self.code,
            diagnostics: self.diagnostics.clone(),
        }
    }

    /// Gives the response that carries this fault its body.
    pub fn render(&self, response: &mut Response, language: Language) {
        let body = serde_json::to_vec(&self.problem(language)).unwrap_or_default();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let language = match language {
            Language::Zh => "zh",
            Language::En => "en",
        };
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language));
        *response.body_mut() = body.into();
    }
}

impl IntoResponse for Fault {
    /// The status, and the fault itself for [`crate::layers::speak`] to render.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        let problem = error.problem();
        let status = StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!("{}", problem.detail);
        }
        Self(Box::new(Reason {
            status,
            code: problem.code,
            title: problem.title,
            detail: Words::new(error.chinese().unwrap_or_else(|| problem.detail.clone()), problem.detail),
            diagnostics: problem.diagnostics,
        }))
    }
}

/// At most 200 characters of what the client sent, so that an error is no echo of a whole body.
fn shorten(found: &str) -> String {
    match found.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &found[..end]),
        None => found.to_owned(),
    }
}

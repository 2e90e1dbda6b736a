//! Sending one mail (RFC 5321): to a server that is spoken to in TLS from the start, to one that changes to it (RFC 3207), or to
//! a relay in the house in the clear. A mail library would switch on a feature of the TLS library that makes this door compile
//! the query engine again.

use super::foreign;
use liantu_engine::{Mail, Security};
use liantu_model::Words;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Sends a mail, or says what the server said.
pub async fn send(mail: &Mail, subject: &str, text: &str) -> Result<(), Words> {
    let failed = |error: std::io::Error| foreign(format!("{}:{}: {error}", mail.server, mail.port));
    let stream = TcpStream::connect((mail.server.as_str(), mail.port)).await.map_err(failed)?;
    match mail.security {
        Security::None if mail.user.is_some() => Err(Words::new(
            "口令不以明文发送：请设 tls = true 或 \"starttls\"",
            "a password is not sent in the clear: set tls = true or \"starttls\"",
        )),
        Security::None => talk(stream, mail, subject, text, true).await,
        Security::Tls => {
            let stream = connector(mail)?.connect(name(mail)?, stream).await.map_err(failed)?;
            talk(stream, mail, subject, text, true).await
        }
        Security::StartTls => {
            let stream = turned(stream).await?;
            let stream = connector(mail)?.connect(name(mail)?, stream).await.map_err(failed)?;
            talk(stream, mail, subject, text, false).await
        }
    }
}

fn name(mail: &Mail) -> Result<ServerName<'static>, Words> {
    ServerName::try_from(mail.server.clone()).map_err(foreign)
}

/// Trusts the authorities that the system knows, and those of the file that is named.
fn connector(mail: &Mail) -> Result<TlsConnector, Words> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = &mail.authority {
        let unreadable = |error: &dyn std::fmt::Display| foreign(format!("{}: {error}", file.display()));
        let certificates = CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))?;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| unreadable(&error))?;
            roots.add(certificate).map_err(|error| unreadable(&error))?;
        }
    }
    // The tree holds two providers of cryptography: one is named.
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(foreign)?.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Asks the server to change to TLS. One that does not offer it is told nothing more, and what it said too early is not taken
/// for something said under encryption.
async fn turned<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> Result<S, Words> {
    let mut line = Line(BufReader::new(stream));
    line.expect(220).await?;
    line.tell("EHLO liantu").await?;
    let offered = line.answers(250).await?;
    if !offered.iter().any(|word| word.eq_ignore_ascii_case("STARTTLS")) {
        return Err(Words::new("服务器不支持 STARTTLS", "the server does not offer STARTTLS"));
    }
    line.say("STARTTLS", 220).await?;
    if !line.0.buffer().is_empty() {
        return Err(Words::new("连接加密之前服务器就发了话", "the server spoke before the connection was encrypted"));
    }
    Ok(line.0.into_inner())
}

/// Hands a mail over; a server greets once, at the beginning of the connection.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    mail: &Mail,
    subject: &str,
    text: &str,
    greeted: bool,
) -> Result<(), Words> {
    let mut line = Line(BufReader::new(stream));
    if greeted {
        line.expect(220).await?;
    }
    line.say("EHLO liantu", 250).await?;
    if let Some(user) = &mail.user {
        let unnamed = || Words::new("有 user 而没有 password_env", "user without password_env");
        let variable = mail.password_env.as_deref().ok_or_else(unnamed)?;
        let password = std::env::var(variable).map_err(|_| {
            Words::new(format!("没有设置变量 {variable}"), format!("the variable {variable} is not set"))
        })?;
        line.say(&format!("AUTH PLAIN {}", base64(format!("\0{user}\0{password}").as_bytes())), 235).await?;
    }
    line.say(&format!("MAIL FROM:<{}>", mail.from), 250).await?;
    for address in &mail.to {
        line.say(&format!("RCPT TO:<{address}>"), 250).await?;
    }
    line.say("DATA", 354).await?;
    line.say(&message(mail, subject, text), 250).await?;
    // The mail is taken: how the server says goodbye matters no more.
    let _ = line.say("QUIT", 221).await;
    Ok(())
}

/// The mail, ended by its dot. All of it is ASCII, in lines of 76: no line can begin with a dot.
fn message(mail: &Mail, subject: &str, text: &str) -> String {
    let mut body = String::new();
    let encoded = base64(text.as_bytes());
    for start in (0..encoded.len()).step_by(76) {
        body.push_str(&encoded[start..encoded.len().min(start + 76)]);
        body.push_str("\r\n");
    }
    format!(
        "From: <{}>\r\nTo: {}\r\nSubject: =?UTF-8?B?{}?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{body}.",
        mail.from,
        mail.to.iter().map(|address| format!("<{address}>")).collect::<Vec<_>>().join(", "),
        base64(subject.as_bytes())
    )
}

struct Line<S>(BufReader<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    async fn say(&mut self, text: &str, expected: u16) -> Result<(), Words> {
        self.tell(text).await?;
        self.expect(expected).await
    }

    async fn tell(&mut self, text: &str) -> Result<(), Words> {
        let sent = async {
            self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await?;
            self.0.get_mut().flush().await
        };
        sent.await.map_err(foreign)
    }

    async fn expect(&mut self, expected: u16) -> Result<(), Words> {
        self.answers(expected).await.map(drop)
    }

    /// Reads an answer, which may have several lines; the last has a space after its number. Gives what stands in them.
    async fn answers(&mut self, expected: u16) -> Result<Vec<String>, Words> {
        let mut said = Vec::new();
        loop {
            let mut answer = String::new();
            let read = self.0.read_line(&mut answer).await.map_err(foreign)?;
            let answer = answer.trim_end();
            if read == 0 {
                return Err(Words::new("服务器挂断了", "the server hung up"));
            }
            let code = answer.get(..3).and_then(|code| code.parse::<u16>().ok());
            if code != Some(expected) {
                return Err(Words::new(format!("服务器说：{answer}"), format!("the server said: {answer}")));
            }
            said.push(answer.get(4..).unwrap_or_default().to_owned());
            if answer.as_bytes().get(3) != Some(&b'-') {
                return Ok(said);
            }
        }
    }
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let group = part.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let letter = LETTERS[(group >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= part.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests;

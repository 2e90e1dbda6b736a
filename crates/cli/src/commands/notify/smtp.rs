//! Sending one mail (RFC 5321): to a server that is spoken to in TLS from the start, or to a relay in the house in the clear. A mail
//! library would switch on a feature of the TLS library that makes this door compile the query engine again.

use liantu_engine::Mail;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Sends a mail, or says what the server said.
pub async fn send(mail: &Mail, subject: &str, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}:{}: {error}", mail.server, mail.port);
    let stream = TcpStream::connect((mail.server.as_str(), mail.port)).await.map_err(failed)?;
    if !mail.tls {
        if mail.user.is_some() {
            return Err("a password is not sent in the clear: set tls = true".to_owned());
        }
        return talk(stream, mail, subject, text).await;
    }
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    // The tree holds two providers of cryptography: one is named.
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(mail.server.clone()).map_err(|error| error.to_string())?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(failed)?;
    talk(stream, mail, subject, text).await
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    mail: &Mail,
    subject: &str,
    text: &str,
) -> Result<(), String> {
    let mut line = Line(BufReader::new(stream));
    line.expect(220).await?;
    line.say("EHLO liantu", 250).await?;
    if let Some(user) = &mail.user {
        let variable = mail.password_env.as_deref().ok_or("user without password_env")?;
        let password = std::env::var(variable).map_err(|_| format!("the variable {variable} is not set"))?;
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
    async fn say(&mut self, text: &str, expected: u16) -> Result<(), String> {
        let sent = async {
            self.0.get_mut().write_all(format!("{text}\r\n").as_bytes()).await?;
            self.0.get_mut().flush().await
        };
        sent.await.map_err(|error| error.to_string())?;
        self.expect(expected).await
    }

    /// Reads an answer, which may have several lines; the last has a space after its number.
    async fn expect(&mut self, expected: u16) -> Result<(), String> {
        loop {
            let mut answer = String::new();
            let read = self.0.read_line(&mut answer).await.map_err(|error| error.to_string())?;
            let answer = answer.trim_end();
            if read == 0 {
                return Err("the server hung up".to_owned());
            }
            let code = answer.get(..3).and_then(|code| code.parse::<u16>().ok());
            if code != Some(expected) {
                return Err(format!("the server said: {answer}"));
            }
            if answer.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
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
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            server: "localhost".to_owned(),
            port: 25,
            tls: false,
            from: "liantu@example.org".to_owned(),
            to: vec!["office@example.org".to_owned(), "chief@example.org".to_owned()],
            user: None,
            password_env: None,
        }
    }

    #[test]
    fn texts_are_encoded_as_the_standard_has_it() {
        for (plain, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[tokio::test]
    async fn a_mail_is_handed_over_as_the_protocol_has_it() {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let server = tokio::spawn(async move {
            let mut line = BufReader::new(theirs);
            let mut heard = Vec::new();
            line.get_mut().write_all(b"220 here\r\n").await.expect("a greeting");
            loop {
                let mut said = String::new();
                if line.read_line(&mut said).await.expect("a line") == 0 {
                    return heard;
                }
                let answer: &[u8] = match said.split_whitespace().next().unwrap_or_default() {
                    "EHLO" => b"250-here\r\n250 SIZE 1000000\r\n",
                    "DATA" => {
                        line.get_mut().write_all(b"354 go on\r\n").await.expect("an answer");
                        let mut body = String::new();
                        while !body.ends_with("\r\n.\r\n") {
                            line.read_line(&mut body).await.expect("a line");
                        }
                        heard.push(body);
                        b"250 taken\r\n"
                    }
                    "QUIT" => b"221 bye\r\n",
                    _ => b"250 fine\r\n",
                };
                heard.push(said.trim_end().to_owned());
                line.get_mut().write_all(answer).await.expect("an answer");
            }
        });
        talk(ours, &mail(), "链图预警", ".\r\nQUIT\r\n断流").await.expect("a mail");
        let heard = server.await.expect("the server");
        assert_eq!(heard.iter().filter(|line| line.starts_with("RCPT TO:<")).count(), 2);
        let body = heard.iter().find(|line| line.contains("Subject:")).expect("the mail");
        assert!(body.is_ascii() && body.contains(&base64("链图预警".as_bytes())), "{body}");
        assert_eq!(heard.iter().filter(|line| line.as_str() == "QUIT").count(), 1, "what is in the text is no command");
    }

    #[tokio::test]
    async fn what_the_server_refuses_is_told() {
        let (ours, mut theirs) = tokio::io::duplex(1 << 10);
        theirs.write_all(b"554 no service\r\n").await.expect("a greeting");
        let refused = talk(ours, &mail(), "", "").await.expect_err("a refusal");
        assert!(refused.contains("554 no service"), "{refused}");
    }
}

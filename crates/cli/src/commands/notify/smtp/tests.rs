//! Mails to servers of our own. Their certificate, in `notify/certificates`, is signed by an authority made for these tests and
//! trusted nowhere else.

use super::*;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

fn certificates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/notify/certificates")
}

fn mail(security: Security, port: u16) -> Mail {
    Mail {
        server: "localhost".to_owned(),
        port,
        security,
        authority: Some(certificates().join("authority.pem")),
        from: "liantu@example.org".to_owned(),
        to: vec!["office@example.org".to_owned(), "chief@example.org".to_owned()],
        user: None,
        password_env: None,
    }
}

/// A server on this machine that takes one connection and gives back what it heard, each line marked with whether it came
/// encrypted.
async fn server(security: Security, offers: bool) -> (u16, tokio::task::JoinHandle<Vec<(bool, String)>>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let chain = CertificateDer::pem_file_iter(certificates().join("server.pem")).expect("certificates");
    let chain = chain.collect::<Result<Vec<_>, _>>().expect("certificates");
    let key = PrivateKeyDer::from_pem_file(certificates().join("server.key")).expect("a key");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.expect("versions").with_no_client_auth().with_single_cert(chain, key).expect("a certificate");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let serving = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut heard = Vec::new();
        match security {
            Security::None => drop(converse(stream, false, offers, true, &mut heard).await),
            Security::Tls => {
                if let Ok(stream) = acceptor.accept(stream).await {
                    drop(converse(stream, true, offers, true, &mut heard).await);
                }
            }
            Security::StartTls => {
                if let Some(stream) = converse(stream, false, offers, true, &mut heard).await
                    && let Ok(stream) = acceptor.accept(stream).await
                {
                    drop(converse(stream, true, false, false, &mut heard).await);
                }
            }
        }
        heard
    });
    (port, serving)
}

/// Talks until the client leaves; gives the connection back where the client asks to change to TLS.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    sealed: bool,
    offers: bool,
    greets: bool,
    heard: &mut Vec<(bool, String)>,
) -> Option<S> {
    let mut line = BufReader::new(stream);
    if greets {
        line.get_mut().write_all(b"220 here\r\n").await.ok()?;
    }
    loop {
        let mut said = String::new();
        if line.read_line(&mut said).await.unwrap_or(0) == 0 {
            return None;
        }
        let answer: &[u8] = match said.split_whitespace().next().unwrap_or_default() {
            "EHLO" if offers => b"250-here\r\n250-STARTTLS\r\n250 SIZE 1000000\r\n",
            "EHLO" => b"250-here\r\n250 SIZE 1000000\r\n",
            "STARTTLS" => b"220 go on\r\n",
            "AUTH" => b"235 welcome\r\n",
            "DATA" => {
                line.get_mut().write_all(b"354 go on\r\n").await.ok()?;
                let mut body = String::new();
                while !body.ends_with("\r\n.\r\n") {
                    line.read_line(&mut body).await.ok()?;
                }
                heard.push((sealed, body));
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        let turns = said.starts_with("STARTTLS");
        heard.push((sealed, said.trim_end().to_owned()));
        line.get_mut().write_all(answer).await.ok()?;
        line.get_mut().flush().await.ok()?;
        if turns {
            return Some(line.into_inner());
        }
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
async fn a_mail_is_handed_over_in_the_clear_or_sealed() {
    for security in [Security::None, Security::Tls, Security::StartTls] {
        let (port, serving) = server(security, true).await;
        send(&mail(security, port), "链图预警", ".\r\nQUIT\r\n断流").await.expect("a mail");
        let heard = serving.await.expect("the server");
        let (sealed, body) = heard.iter().find(|(_, line)| line.contains("Subject:")).expect("the mail");
        assert!(body.is_ascii() && body.contains(&base64("链图预警".as_bytes())), "{body}");
        assert_eq!(*sealed, security != Security::None);
        assert_eq!(heard.iter().filter(|(_, line)| line.starts_with("RCPT TO:<")).count(), 2);
        assert_eq!(heard.iter().filter(|(_, line)| line == "QUIT").count(), 1, "what is in the text is no command");
        let clear = heard.iter().filter(|(sealed, _)| !sealed).map(|(_, line)| line.as_str()).collect::<Vec<_>>();
        if security == Security::StartTls {
            assert_eq!(clear, ["EHLO liantu", "STARTTLS"], "nothing else is said before");
        }
    }
}

#[tokio::test]
async fn nothing_is_told_to_a_server_that_cannot_be_trusted() {
    let (port, serving) = server(Security::StartTls, false).await;
    let refused = send(&mail(Security::StartTls, port), "a", "b").await.expect_err("no STARTTLS").en;
    assert!(refused.contains("STARTTLS"), "{refused}");
    assert_eq!(serving.await.expect("the server"), [(false, "EHLO liantu".to_owned())]);
    for security in [Security::Tls, Security::StartTls] {
        let (port, serving) = server(security, true).await;
        let stranger = Mail { authority: None, ..mail(security, port) };
        let refused = send(&stranger, "a", "b").await.expect_err("an unknown authority").en;
        assert!(refused.to_lowercase().contains("issuer"), "{refused}");
        assert!(serving.await.expect("the server").iter().all(|(sealed, _)| !sealed));
    }
    let (port, _serving) = server(Security::None, false).await;
    let open = Mail { user: Some("liantu".to_owned()), ..mail(Security::None, port) };
    assert!(send(&open, "a", "b").await.expect_err("a password in the clear").en.contains("in the clear"));
}

#[tokio::test]
async fn what_the_server_refuses_is_told() {
    let (ours, mut theirs) = tokio::io::duplex(1 << 10);
    theirs.write_all(b"554 no service\r\n").await.expect("a greeting");
    let refused = talk(ours, &mail(Security::None, 25), "", "", true).await.expect_err("a refusal").en;
    assert!(refused.contains("554 no service"), "{refused}");
}

//! The server on a socket: its address, many clients at once, and its end.

use crate::client::House;
use liantu_server::{Options, Server, ServerError};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

async fn bind(house: &House, address: &str) -> Result<Server, ServerError> {
    let options = Options { address: address.parse().expect("an address"), ..house.options.clone() };
    Server::bind(house.engine.clone(), options).await
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn it_takes_a_free_port_and_says_which() {
    let house = House::empty().await;
    let server = bind(&house, "127.0.0.1:0").await.expect("a server");
    assert_ne!(server.address().port(), 0);
    assert_eq!(server.url(), format!("http://{}", server.address()));
    assert!(server.warning().is_none());
    let busy = bind(&house, &server.address().to_string()).await.expect_err("the port is taken");
    assert!(matches!(busy, ServerError::Busy { .. }));
    assert!(busy.to_string().contains("in use"), "{busy}");
    let nowhere = bind(&house, "203.0.113.1:0").await.expect_err("not our address");
    assert!(matches!(nowhere, ServerError::Listen { .. }));
}

#[tokio::test]
async fn an_open_server_is_loud() {
    let house = House::empty().await;
    let server = bind(&house, "0.0.0.0:0").await.expect("a server");
    let warning = server.warning().expect("a warning");
    assert!(warning.en.contains("no users") && warning.zh.contains("没有用户"));
    assert!(server.url().starts_with("http://localhost:"));
}

#[tokio::test]
async fn it_answers_many_at_once_and_ends_when_asked() {
    let house = House::furnished().await;
    let server = bind(&house, "127.0.0.1:0").await.expect("a server");
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    let clients = (0..50).map(|n| get(address, if n % 2 == 0 { "/api/v1/atlas" } else { "/api/v1/tables/link/rows" }));
    for answer in futures::future::join_all(clients).await {
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{}", &answer[..answer.len().min(200)]);
    }
    assert!(get(address, "/").await.contains("<!doctype html>"));
    stop.send(()).expect("the server runs");
    let ended = tokio::time::timeout(Duration::from_mins(1), running).await;
    ended.expect("the server ends").expect("no panic").expect("no fault");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn its_end_cancels_a_running_import_and_closes_its_events() {
    // A fast machine may be through with a file before the server is told to end: then all of it is there, and a longer one
    // is tried.
    for rows in [400_000, 1_600_000, 6_400_000] {
        if stored_after_an_end_amid(rows).await == 0 {
            return;
        }
    }
    panic!("no import was cancelled");
}

/// Ends the server while it imports a file of so many rows, and counts the rows that are stored: none or all.
async fn stored_after_an_end_amid(rows: usize) -> usize {
    let house = House::empty().await;
    let server = bind(&house, "127.0.0.1:0").await.expect("a server");
    let address = server.address();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    let mut content = String::from("source_id,title_zh,title_en\n");
    content.extend((0..rows).map(|n| format!("S{n},来源{n},Source {n}\n")));
    let body = format!(
        "--line\r\ncontent-disposition: form-data; name=\"table\"\r\n\r\nsource\r\n--line\r\ncontent-disposition: form-data; \
         name=\"file\"; filename=\"a.csv\"\r\n\r\n{content}\r\n--line--\r\n"
    );
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/v1/imports HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: multipart/form-data; boundary=line\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(body.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let job = answer.lines().find_map(|line| line.strip_prefix("location: ")).expect("a job").to_owned();
    let events = tokio::spawn(async move { get(address, &format!("{job}/events")).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.send(()).expect("the server runs");
    let ended = tokio::time::timeout(Duration::from_mins(1), running).await;
    ended.expect("the server ends").expect("no panic").expect("no fault");
    assert!(events.await.expect("no panic").contains("text/event-stream"));
    let head =
        house.engine.resolve(&liantu_engine::Port::all(), &liantu_engine::At::default()).await.expect("a revision");
    if head == 0 {
        return 0;
    }
    let query = serde_json::json!({"query": "select count(*) as n from source"});
    let counted = house.post("/api/v1/sql", &query).await.json();
    assert_eq!(counted["rows"][0][0], rows, "the import did not happen by half");
    rows
}

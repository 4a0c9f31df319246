//! The MCP server, driven as a client drives it: over standard input and output, and over HTTP.

use super::Server;
use crate::common::Place;
use crate::pages::{filled, only};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A client that speaks over standard input and output.
struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    last: u64,
}

impl Client {
    fn of(place: &Place) -> Self {
        let mut child = place.program(&["mcp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut client = Self { child, input, output, last: 0 };
        let hello = client.ask(
            "initialize",
            json!({
                "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
            }),
        );
        assert_eq!(
            (hello["serverInfo"]["name"].as_str(), hello["protocolVersion"].as_str()),
            (Some("materiel"), Some("2025-06-18")),
            "{hello}"
        );
        assert!(hello["instructions"].as_str().unwrap().contains("quote those words"));
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    fn send(&mut self, message: &Value) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{message}").unwrap();
        input.flush().unwrap();
    }

    fn whole(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            // What could not be read at all is answered without a number.
            if answer["id"] == self.last {
                return answer;
            }
            assert!(answer["error"].is_object(), "{answer}");
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.whole(method, params);
        assert!(answer["result"].is_object(), "{answer}");
        answer["result"].clone()
    }

    fn call(&mut self, name: &str, arguments: Value) -> Value {
        let result = self.ask("tools/call", json!({"name": name, "arguments": arguments}));
        assert_ne!(result["isError"], true, "{name}: {result}");
        let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"], "{name}");
        text
    }
}

#[test]
fn an_agent_finds_a_record_and_cites_its_words() {
    let place = filled();
    let mut client = Client::of(&place);
    let tools = client.ask("tools/list", json!({}));
    let names: Vec<&str> = tools["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["search", "list", "show", "cite", "document", "extract"]);
    for tool in tools["tools"].as_array().unwrap() {
        assert_eq!(
            (tool["inputSchema"]["type"].as_str(), tool["annotations"]["readOnlyHint"].as_bool()),
            (Some("object"), Some(true)),
            "{tool}"
        );
        assert!(tool["description"].as_str().is_some_and(|about| about.len() > 40));
    }
    let found = client.call("search", json!({"q": "Javelin"}));
    assert!(found["total"].as_u64().unwrap() > 0);
    let rows = client.call("list", json!({"equipment": ["javelin"], "recipient": "Kosovo", "known_by": "2024-12-31"}));
    let id = rows["rows"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(id, only(&place, &["--equipment", "javelin"]));
    let show = client.call("show", json!({"record": id}));
    assert_eq!(show, serde_json::from_str::<Value>(&place.run(&["show", &id, "--format", "json"]).out).unwrap());
    let cited = client.call("cite", json!({"record": id, "slot": "quantity"}));
    let citations = cited["citations"].as_array().unwrap();
    assert!(citations.len() > 1);
    for one in citations {
        // The words stand where the citation says, and have an address.
        let asked = json!({"document": one["document"], "start": one["start"], "end": one["end"], "around": 40});
        let around = client.call("document", asked);
        assert_eq!((&around["words"], &around["text_sha256"], &around["address"]), (&one["quote"], &one["text_sha256"], &one["address"]));
        assert!(around["before"].as_str().unwrap().len() <= 40 && around["address"].as_str().unwrap().starts_with("https://"));
    }
    let text = "Albania ordered 3 Bayraktar TB2 drones from Türkiye.";
    let read = client.call("extract", json!({"text": text, "published": "2023-01-01"}));
    let quantity = &read["claims"][0]["quantity"];
    let at = |name: &str| usize::try_from(quantity[name].as_u64().unwrap()).unwrap();
    assert_eq!(&text[at("start")..at("end")], "3", "{read}");
}

#[test]
fn what_an_agent_asks_wrongly_it_is_told() {
    let place = filled();
    let mut client = Client::of(&place);
    for (name, arguments, told) in [
        ("show", json!({"record": "t-zzzz"}), "t-zzzz"),
        ("show", json!({}), "`record` is missing"),
        ("list", json!({"kind": "tank"}), "tank"),
        ("list", json!({"colour": "red"}), "colour"),
        ("list", json!({"recipient": {"id": "XK"}}), "recipient"),
        ("document", json!({"document": "00", "start": 0, "end": 1}), "00"),
        ("document", json!({"document": "00", "start": -1, "end": 1}), "00"),
        ("extract", json!({"words": "x"}), "words"),
    ] {
        let result = client.ask("tools/call", json!({"name": name, "arguments": arguments}));
        let words = result["content"][0]["text"].as_str().unwrap_or_default();
        assert!(result["isError"] == true && words.contains(told), "{name}: {result}");
    }
    assert!(
        client.whole("tools/call", json!({"name": "decide", "arguments": {}}))["error"]["message"].as_str().unwrap().contains("decide")
    );
    assert_eq!(client.whole("no/such", json!({}))["error"]["code"], -32601);
    client.send(&json!("nonsense"));
    assert!(client.call("list", json!({}))["total"].as_u64() == Some(3), "goes on after nonsense");
    drop(client.input.take());
    assert!(client.child.wait().unwrap().success(), "ends with its input");
}

#[test]
fn the_same_is_answered_over_http() {
    let place = filled();
    let server = Server::of(&place, &[]);
    let post = |message: Value, headers: &[(&str, &str)]| {
        let common = [
            ("Content-Type", "application/json"),
            ("Accept", "application/json, text/event-stream"),
            ("MCP-Protocol-Version", "2025-06-18"),
        ];
        server.ask("POST", "/mcp", &[&common[..], headers].concat(), &message.to_string())
    };
    let hello = post(
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
        }}),
        &[],
    );
    assert_eq!((hello.status, hello.json()["result"]["serverInfo"]["name"].as_str()), (200, Some("materiel")), "{hello:?}");
    let noted = post(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}), &[]);
    assert_eq!(noted.status, 202, "{noted:?}");
    let call =
        json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "list", "arguments": {"equipment": "javelin"}}});
    let answer = post(call.clone(), &[]);
    let rows = answer.json()["result"]["structuredContent"]["rows"].clone();
    assert_eq!(rows, server.api("/records?equipment=javelin")["rows"], "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    // No page of a browser asks here.
    assert_eq!(post(call.clone(), &[("Origin", "https://evil.example")]).status, 403);
    assert_eq!(
        server.ask("POST", "/mcp", &[("Host", "evil.example"), ("Content-Type", "application/json")], &call.to_string()).status,
        421
    );
    assert!((400..500).contains(&server.ask("POST", "/mcp", &[("Content-Type", "text/plain")], "x").status));
    assert_eq!(server.get("/mcp").status, 405);
}

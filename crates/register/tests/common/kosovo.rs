//! A small world for tests: six documents on three things.

use super::words::{claim, document};
use materiel_model::{Claim, Document};
use serde_json::{Value as Json, json};

/// The Javelin sale to Kosovo as five reports tell it, with a copy and a disagreement, and a Turkish deal beside it.
pub(crate) fn kosovo() -> Vec<(Document, Vec<Claim>)> {
    let transfer = |json: Json| {
        let mut json = json;
        json["kind"] = json!("transfer");
        let words = match json["stage"].as_str() {
            Some("requested") => "asked",
            Some("approved") => "approved",
            Some("notified") => "told Congress",
            Some("pledged") => "is to get",
            _ => "delivered",
        };
        json["words"] = json!({"stage": {"text": words}});
        json
    };
    let javelin = |words: &str| json!({"name": "Javelin", "class": "anti_tank_missile", "id": "javelin", "text": words});
    let xk = |words: &str| json!({"id": "XK", "text": words});
    let us = |words: &str| json!({"id": "US", "text": words});
    let mut out = Vec::new();
    let text = "Kosovo has asked the United States for Javelin missiles, its government confirmed on Thursday.";
    let request = document("request", "2024-01-11", text);
    let said = transfer(
        json!({"stage": "requested", "recipient": xk("Kosovo"), "supplier": us("United States"), "equipment": javelin("Javelin missiles")}),
    );
    let claims = vec![claim(&request, said)];
    out.push((request, claims));
    let text = "The State Department approved the sale of 246 Javelin anti-tank missiles to Kosovo for 75 million dollars. \
        It told Congress of it on 11 January, and said that the sale would not alter the military balance in the region. The missiles come \
        with launch units, training and spare parts, and the work will be done by two American companies over several years.";
    for (label, published) in [("notice", "2024-01-12"), ("copy", "2024-01-13")] {
        let notice = document(label, published, text);
        let approved = transfer(json!({
            "stage": "approved", "recipient": xk("Kosovo"), "supplier": us("State Department"), "equipment": javelin("Javelin anti-tank missiles"),
            "quantity": {"value": 246, "qualifier": "exact", "text": "246"},
            "value": {"amount": 75_000_000, "currency": "USD", "qualifier": "at_most", "scope": "total", "text": "75 million dollars"}
        }));
        let notified = transfer(json!({
            "stage": "notified", "recipient": xk("Kosovo"), "supplier": us("State Department"), "equipment": javelin("Javelin anti-tank missiles"),
            "date": {"value": "2024-01-11", "text": "11 January"}
        }));
        let claims = vec![claim(&notice, approved), claim(&notice, notified)];
        out.push((notice, claims));
    }
    let text = "Pristina is to get 200 Javelins from Washington, a newspaper writes.";
    let other = document("newspaper", "2024-01-15", text);
    let said = transfer(json!({
        "stage": "pledged", "recipient": xk("Pristina"), "supplier": us("Washington"), "equipment": javelin("Javelins"),
        "quantity": {"value": 200, "qualifier": "exact", "text": "200"}
    }));
    let claims = vec![claim(&other, said)];
    out.push((other, claims));
    let text = "Turkey delivered 20 Bayraktar TB2 drones to Kosovo in July 2023.";
    let drones = document("drones", "2023-07-20", text);
    let said = transfer(json!({
        "stage": "delivered", "recipient": xk("Kosovo"), "supplier": {"id": "TR", "text": "Turkey"},
        "equipment": {"name": "Bayraktar TB2", "class": "uav", "id": "bayraktar-tb2", "text": "Bayraktar TB2 drones"},
        "quantity": {"value": 20, "qualifier": "exact", "text": "20"}, "date": {"value": "2023-07", "text": "July 2023"}
    }));
    let claims = vec![claim(&drones, said)];
    out.push((drones, claims));
    let text = "Kosovo’s parliament raised defence spending to 200 million euros for 2024.";
    let budget = document("budget", "2023-12-20", text);
    let said = json!({
        "kind": "budget", "actor": xk("Kosovo"), "measure": "level",
        "value": {"amount": 200_000_000, "currency": "EUR", "qualifier": "exact", "scope": "total", "text": "200 million euros"},
        "period": {"value": "2024", "text": "2024"}
    });
    let claims = vec![claim(&budget, said)];
    out.push((budget, claims));
    out
}

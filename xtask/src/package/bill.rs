//! What the program is made of: a bill of materials (CycloneDX 1.5), and the licences with their texts.
//!
//! In: what cargo says of the packages that are linked into the program for a target, with the features that the program alone asks for. Packages that
//! only build or test it are left out, and so are those of other programs of the workspace.

use super::{root, run};
use materiel_model::sha256_hex;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The bill, and the licences, for a target.
pub(super) fn of(target: &str, epoch: &str) -> Result<(String, String), String> {
    let said = run(Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", target])
        .current_dir(root()))?;
    let about: Json = serde_json::from_str(&said).map_err(|error| format!("cargo metadata: {error}"))?;
    let packages: BTreeMap<&str, &Json> = list(&about["packages"]).filter_map(|package| Some((package["id"].as_str()?, package))).collect();
    let needs: BTreeMap<&str, Vec<&str>> = list(&about["resolve"]["nodes"])
        .filter_map(|node| {
            Some((node["id"].as_str()?, list(&node["deps"]).filter(|one| is_linked(one)).filter_map(|one| one["pkg"].as_str()).collect()))
        })
        .collect();
    let first =
        packages.iter().find(|(_, package)| package["name"] == "materiel").map(|(id, _)| *id).ok_or("there is no package `materiel`")?;
    let linked = linked(target)?;
    let is_inside =
        |id: &str| packages.get(id).is_some_and(|one| linked.contains(&(text(one, "name").into(), text(one, "version").into())));
    let mut parts: Vec<&Json> = packages.keys().filter(|id| is_inside(id)).filter_map(|id| packages.get(id).copied()).collect();
    parts.sort_by_key(|part| (text(part, "name"), text(part, "version")));
    let sums = sums()?;
    let others = parts.iter().filter(|part| text(part, "name") != "materiel").map(|part| component(part, "library", &sums));
    let reference = |id: &str| packages.get(id).map(|part| purl(part)).unwrap_or_default();
    let depends = parts.iter().map(|part| {
        let needed = needs.get(part["id"].as_str().unwrap_or_default()).into_iter().flatten().filter(|id| is_inside(id));
        let needed = needed.map(|id| reference(id));
        json!({"ref": purl(part), "dependsOn": needed.collect::<BTreeSet<_>>()})
    });
    let whole = packages.get(first).map(|part| component(part, "application", &sums)).unwrap_or_default();
    let bill = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": time(epoch)?, "component": whole, "properties": [{"name": "target", "value": target}]},
        "components": others.collect::<Vec<_>>(), "dependencies": depends.collect::<Vec<_>>(),
    });
    let bill = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())?;
    Ok((format!("{bill}\n"), licences(&parts, target)?))
}

/// Names and versions of what is linked into the program. The features of a workspace are those that any of its programs asks for, so that what cargo tells of
/// the workspace has more packages in it than the program.
fn linked(target: &str) -> Result<BTreeSet<(String, String)>, String> {
    let tree = ["tree", "--locked", "--package", "materiel", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"];
    let said = run(Command::new("cargo").args(tree).args(["--target", target]).current_dir(root()))?;
    let one = |line: &str| {
        let mut words = line.split_whitespace();
        Some((words.next()?.to_owned(), words.next()?.trim_start_matches('v').to_owned()))
    };
    Ok(said.lines().filter_map(one).collect())
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn text<'a>(package: &'a Json, field: &str) -> &'a str {
    package[field].as_str().unwrap_or_default()
}

/// True for what is linked into the program, and not only used to build or test it.
fn is_linked(dependency: &Json) -> bool {
    list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null())
}

fn purl(package: &Json) -> String {
    format!("pkg:cargo/{}@{}", text(package, "name"), text(package, "version").replace('+', "%2B"))
}

/// A licence as SPDX writes it: older packages have a stroke for "or".
fn licence(package: &Json) -> String {
    text(package, "license").replace(" / ", "/").replace('/', " OR ")
}

fn component(package: &Json, sort: &str, sums: &BTreeMap<(String, String), String>) -> Json {
    let mut out = json!({
        "type": sort, "bom-ref": purl(package), "name": text(package, "name"), "version": text(package, "version"), "purl": purl(package),
    });
    if !licence(package).is_empty() {
        out["licenses"] = json!([{"expression": licence(package)}]);
    }
    if let Some(sum) = sums.get(&(text(package, "name").to_owned(), text(package, "version").to_owned())) {
        out["hashes"] = json!([{"alg": "SHA-256", "content": sum}]);
    }
    if let Some(repository) = package["repository"].as_str().filter(|address| address.starts_with("https://")) {
        out["externalReferences"] = json!([{"type": "vcs", "url": repository}]);
    }
    out
}

/// The digests of the packages, as the lock file has them.
fn sums() -> Result<BTreeMap<(String, String), String>, String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let lock: toml::Table = toml::from_str(&lock).map_err(|error| format!("Cargo.lock: {error}"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let of = |package: &toml::Value, field: &str| package.get(field).and_then(toml::Value::as_str).map(str::to_owned);
    Ok(packages.filter_map(|package| Some(((of(package, "name")?, of(package, "version")?), of(package, "checksum")?))).collect())
}

fn time(epoch: &str) -> Result<String, String> {
    let seconds: i64 = epoch.trim().parse().map_err(|_| format!("`{epoch}` is no number of seconds"))?;
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).map_err(|error| error.to_string())
}

/// Each package with its licence, and then each text once, with the packages that it stands in. What is linked in and is no package is named before them.
fn licences(parts: &[&Json], target: &str) -> Result<String, String> {
    let library = if target.ends_with("-musl") { "musl: MIT" } else { "the GNU C Library: LGPL-2.1-or-later, where it is linked in" };
    let mut out = format!(
        "Materiel is licensed under the Apache License 2.0. It has in it Rust's standard library (MIT OR Apache-2.0), the C library of its target ({library}),\n\
        a syntax model that is converted from en_core_web_sm (MIT, the text is below), and these packages. Where a package holds no text of its licence, a star says so.\n\n"
    );
    let mut texts: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for part in parts {
        let name = format!("{} {}", text(part, "name"), text(part, "version"));
        let folder = Path::new(text(part, "manifest_path")).parent().map(Path::to_path_buf).unwrap_or_default();
        let mut files: Vec<_> = std::fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let is_licence = |path: &std::path::PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
            path.is_file()
                && ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE", "COPYRIGHT"].iter().any(|word| name.starts_with(word))
        };
        files.retain(is_licence);
        let ours = part["source"].is_null();
        out.push_str(&format!("{name}: {}{}\n", licence(part), if files.is_empty() && !ours { " *" } else { "" }));
        for file in &files {
            let words = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
            texts.entry(sha256_hex(words.as_bytes())).or_insert_with(|| (words, Vec::new())).1.push(name.clone());
        }
    }
    for (file, name) in [("LICENSE", "Materiel"), ("knowledge/languages/en/model/LICENSE", "the syntax model")] {
        let words = std::fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"))?.replace("\r\n", "\n");
        texts.entry(sha256_hex(words.as_bytes())).or_insert_with(|| (words, Vec::new())).1.push(name.to_owned());
    }
    let mut texts: Vec<(String, Vec<String>)> = texts.into_values().collect();
    texts.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    for (words, mut names) in texts {
        names.dedup();
        out.push_str(&format!("\n{}\nOf {}:\n\n{}\n", "=".repeat(100), names.join(", "), words.trim_end()));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_licence_and_a_digest_and_is_there_once() {
        let target = super::super::target().unwrap();
        let (bill, licences) = of(&target, "1700000000").unwrap();
        if let Some(path) = std::env::var_os("MATERIEL_BILL") {
            std::fs::write(path, &bill).unwrap();
        }
        let bill: Json = serde_json::from_str(&bill).unwrap();
        let mut known: BTreeSet<&str> = list(&bill["components"]).map(|part| text(part, "bom-ref")).collect();
        assert_eq!(known.len(), list(&bill["components"]).count());
        known.insert(text(&bill["metadata"]["component"], "bom-ref"));
        for part in list(&bill["components"]) {
            let name = text(part, "name");
            assert!(part["licenses"].is_array(), "{name} has no licence");
            assert!(part["hashes"].is_array() || name.starts_with("materiel-"), "{name} has no digest");
            assert!(licences.contains(&format!("{name} {}: ", text(part, "version"))), "{name} is not among the licences");
            assert!(!["insta", "proptest"].contains(&name), "{name} only tests the program");
            assert!(!["syn", "serde_derive"].contains(&name), "{name} only builds the program");
            assert!(!["datafusion", "object_store", "reqwest"].contains(&name), "{name} is in another program");
        }
        for one in list(&bill["dependencies"]) {
            let needed = list(&one["dependsOn"]).filter_map(Json::as_str);
            assert!(needed.chain([text(one, "ref")]).all(|id| known.contains(id)), "{one}");
        }
        assert!(known.len() > 100);
        assert!(licences.contains("Of the syntax model:\n\n") && licences.contains("Materiel:\n\n"));
    }
}

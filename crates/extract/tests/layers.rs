//! A layer of the reader imports only those before it.

use std::fs;
use std::path::Path;

const LAYERS: [&str; 7] = ["knowledge", "text", "name", "syntax", "frame", "claim", "notice"];

#[test]
fn no_layer_imports_a_later_one() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut read = 0;
    for (place, layer) in LAYERS.iter().enumerate() {
        let mut folders = vec![source.join(layer)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let code = fs::read_to_string(&path).unwrap();
                read += 1;
                for later in &LAYERS[place + 1..] {
                    if code.contains(&format!("crate::{later}::")) || code.contains(&format!("crate::{later};")) {
                        wrong.push(format!("{} imports {later}", path.strip_prefix(&source).unwrap().display()));
                    }
                }
            }
        }
    }
    assert!(read > 10, "only {read} files were found below {}", source.display());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

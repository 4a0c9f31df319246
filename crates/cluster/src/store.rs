//! Folders and stores of objects: what lies in them as inputs, and shards written into them.

use crate::wait::wait_for;
use futures::{StreamExt, TryStreamExt};
use materiel_shard::{Folder, Input, Place, is_input, name_of};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::NamedTempFile;
use url::Url;

/// An input that may lie in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Source {
    /// Its path or address.
    pub(crate) place: String,
    /// What its shard is called.
    pub(crate) name: String,
    /// How many bytes it has.
    pub(crate) bytes: u64,
    /// When it was last changed, as its place tells it.
    pub(crate) modified: Option<String>,
}

impl Source {
    /// It as an input without its bytes, to hold receipts against.
    pub(crate) fn as_input(&self) -> Input {
        Input {
            place: self.place.clone(),
            name: self.name.clone(),
            path: PathBuf::from(&self.place),
            bytes: self.bytes,
            modified: self.modified.clone(),
        }
    }

    /// It as an input with its bytes on this machine; what lies in a store is copied, and the copy goes with the second value.
    pub(crate) fn fetched(&self) -> io::Result<(Input, Option<NamedTempFile>)> {
        let input = self.as_input();
        let Some((store, key)) = opened(&self.place)? else { return Ok((input, None)) };
        let mut file = NamedTempFile::new()?;
        let mut copy = file.reopen()?;
        wait_for(async move {
            let mut bytes = store.get(&key).await.map_err(io::Error::other)?.into_stream();
            while let Some(part) = bytes.next().await {
                copy.write_all(&part.map_err(io::Error::other)?)?;
            }
            io::Result::Ok(())
        })??;
        file.flush()?;
        Ok((Input { path: file.path().to_owned(), ..input }, Some(file)))
    }
}

/// All inputs below what a user names, in the order of their places.
pub(crate) fn sources(paths: &[String]) -> io::Result<Vec<Source>> {
    let mut out = Vec::new();
    for path in paths {
        let Some((store, prefix)) = opened(path)? else {
            let below = Input::below(&[PathBuf::from(path)]).map_err(io::Error::other)?;
            for input in below {
                // Executors may stand in other folders.
                let place = std::fs::canonicalize(&input.path)?.display().to_string();
                out.push(Source { place, name: input.name, bytes: input.bytes, modified: input.modified });
            }
            continue;
        };
        let base = Url::parse(path).map_err(io::Error::other)?;
        let wanted = prefix.clone();
        let listed = wait_for(async move { store.list(Some(&wanted)).try_collect::<Vec<_>>().await })?.map_err(io::Error::other)?;
        for object in listed.into_iter().filter(|object| is_input(object.location.as_ref())) {
            let mut place = base.clone();
            place.set_path(&format!("/{}", object.location));
            let below = object.location.as_ref().strip_prefix(prefix.as_ref()).unwrap_or(object.location.as_ref()).trim_start_matches('/');
            let below = if below.is_empty() { object.location.filename().unwrap_or_default() } else { below };
            out.push(Source {
                place: place.to_string(),
                name: name_of(below),
                bytes: object.size,
                modified: Some(object.last_modified.to_rfc3339()),
            });
        }
    }
    out.sort_by(|a, b| a.place.cmp(&b.place));
    out.dedup();
    Ok(out)
}

/// Where shards are written.
pub(crate) fn place(path: &str) -> io::Result<Arc<dyn Place>> {
    Ok(match opened(path)? {
        Some((store, prefix)) => Arc::new(Objects { store, prefix }),
        None => Arc::new(Folder::new(path)),
    })
}

/// The store of an address, and what of it is meant; none for a path of this machine.
///
/// Keys, region and endpoint come from the environment, under the names that other tools of that store read (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`…).
fn opened(path: &str) -> io::Result<Option<(Arc<dyn ObjectStore>, Key)>> {
    if !path.contains("://") {
        return Ok(None);
    }
    let wrong = |error: &dyn std::fmt::Display| io::Error::other(format!("{path}: {error}"));
    let url = Url::parse(path).map_err(|error| wrong(&error))?;
    let told = std::env::vars().filter(|(name, _)| name.starts_with("AWS_")).map(|(name, value)| (name.to_ascii_lowercase(), value));
    let (store, key) = object_store::parse_url_opts(&url, told).map_err(|error| wrong(&error))?;
    Ok(Some((Arc::from(store), key)))
}

/// A prefix of a store of objects as a place. An object is there whole or not at all.
struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
}

impl Objects {
    fn key(&self, name: &str) -> Key {
        name.split('/').fold(self.prefix.clone(), |key, part| key.join(part))
    }
}

impl Place for Objects {
    fn put(&self, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let (store, key) = (Arc::clone(&self.store), self.key(name));
        wait_for(async move { store.put(&key, bytes.into()).await })?.map(|_| ()).map_err(io::Error::other)
    }

    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let (store, key) = (Arc::clone(&self.store), self.key(name));
        let got = wait_for(async move {
            match store.get(&key).await {
                Ok(found) => found.bytes().await.map(|bytes| Some(bytes.to_vec())),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        got.map_err(io::Error::other)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let (store, key) = (Arc::clone(&self.store), self.key(name));
        match wait_for(async move { store.delete(&key).await })? {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let (store, key) = (Arc::clone(&self.store), self.key(folder));
        let listed = wait_for(async move { store.list_with_delimiter(Some(&key)).await })?.map_err(io::Error::other)?;
        let mut names: Vec<String> =
            listed.objects.iter().filter_map(|object| object.location.filename()).map(|name| format!("{folder}/{name}")).collect();
        names.sort();
        Ok(names)
    }
}

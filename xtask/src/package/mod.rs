//! `cargo xtask package`: a program that runs on any Linux with this processor, a `.deb`, what the program is made of, and under which licences.
//!
//! In: this checkout. Out, below `--to`: `materiel` (static), `materiel-VERSION-TARGET.tar.gz`, `materiel_VERSION_ARCH.deb`, `materiel.cdx.json` (CycloneDX),
//! `licences.txt` and `checksums.sha256`. The same commit gives the same bytes, wherever it lies: `.ci/reproducible` checks it.

mod bill;
mod deb;

use materiel_model::sha256_hex;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is built, and where it goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where the packages go
    #[arg(long, value_name = "DIR", default_value = "target/package")]
    to: PathBuf,
    /// The profile of cargo
    #[arg(long, default_value = "release")]
    profile: String,
    /// Pack this program, which is built already and build none; the `.deb` names no libraries that it needs
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    program: Option<PathBuf>,
}

/// Runs a program, whose words are shown only where it fails.
fn run(command: &mut Command) -> Result<String, String> {
    let name = format!("{:?}", command.get_program());
    let ran = command.output().map_err(|error| format!("{name}: {error}"))?;
    if ran.status.success() {
        Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
    } else {
        Err(format!("{name} failed:\n{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr)))
    }
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let wrong = |error: std::io::Error| format!("{}: {error}", path.display());
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(wrong)?;
    std::fs::write(path, bytes).map_err(wrong)
}

/// The folder of the workspace: that in which cargo runs this.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// When the commit was made, for everything that has a time in it.
fn epoch() -> Result<String, String> {
    if let Ok(given) = std::env::var("SOURCE_DATE_EPOCH") {
        return Ok(given);
    }
    Ok(run(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()))?.trim().to_owned())
}

/// The target that is linked with nothing of the system: musl where the toolchain has it, else the host's with its C library linked in.
fn target() -> Result<String, String> {
    let about = run(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say for what it builds")?;
    let musl = host.replace("-gnu", "-musl");
    let there = run(Command::new("rustc").args(["--print", "target-libdir", "--target", &musl]));
    Ok(if there.is_ok_and(|folder| Path::new(folder.trim()).is_dir()) { musl } else { host.to_owned() })
}

/// Writes the bill alone.
pub(crate) fn bill() -> Result<(), String> {
    print!("{}", bill::of(&target()?, &epoch()?)?.0);
    Ok(())
}

/// Builds everything.
pub(crate) fn package(args: &Args) -> Result<(), String> {
    let (target, epoch, root) = (target()?, epoch()?, root());
    let program = match &args.program {
        Some(program) => program.clone(),
        None => {
            println!("building a static program for {target}");
            let program = build(&target, &args.profile, &epoch, &root)?;
            is_static(&program)?;
            program
        }
    };
    let to = root.join(&args.to);
    if to.exists() {
        std::fs::remove_dir_all(&to).map_err(|error| format!("{}: {error}", to.display()))?;
    }
    let version = run(Command::new(&program).arg("--version"))?.split_whitespace().last().unwrap_or_default().to_owned();
    let bytes = std::fs::read(&program).map_err(|error| format!("{}: {error}", program.display()))?;
    let tree = to.join("tree");
    stage(&program, &tree, &target, &epoch)?;
    let name = format!("materiel-{version}-{target}");
    run(Command::new("tar")
        .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", &format!("--mtime=@{epoch}")])
        .args(["--use-compress-program", "gzip -n", "-cf"])
        .arg(to.join(format!("{name}.tar.gz")))
        .args([&format!("--transform=s,^\\./,{name}/,"), "-C"])
        .arg(&tree)
        .arg("."))?;
    let package = deb::build(&tree, &to, &version, &target, &epoch)?;
    std::fs::remove_dir_all(&tree).map_err(|error| format!("{}: {error}", tree.display()))?;
    executable(&to.join("materiel"), &bytes)?;
    let (bill, licences) = bill::of(&target, &epoch)?;
    written(&to.join("materiel.cdx.json"), bill.as_bytes())?;
    written(&to.join("licences.txt"), licences.as_bytes())?;
    let mut sums = String::new();
    for file in ["materiel", &format!("{name}.tar.gz"), &package, "materiel.cdx.json", "licences.txt"] {
        let bytes = std::fs::read(to.join(file)).map_err(|error| format!("{file}: {error}"))?;
        println!("{file}: {} bytes", bytes.len());
        sums.push_str(&format!("{}  {file}\n", sha256_hex(&bytes)));
    }
    written(&to.join("checksums.sha256"), sums.as_bytes())
}

/// An error for a program that loads libraries of the system.
fn is_static(program: &Path) -> Result<(), String> {
    let loaded = Command::new("ldd").arg(program).output().map_err(|error| format!("ldd: {error}"))?;
    let said = format!("{}{}", String::from_utf8_lossy(&loaded.stdout), String::from_utf8_lossy(&loaded.stderr));
    let is = said.contains("statically linked") || said.contains("not a dynamic executable");
    if is { Ok(()) } else { Err(format!("the program is not static: {said}")) }
}

/// Builds the program without a trace of where it was built.
fn build(target: &str, profile: &str, epoch: &str, root: &Path) -> Result<PathBuf, String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let home = home.ok_or("there is no CARGO_HOME and no HOME")?;
    let sysroot = run(Command::new("rustc").args(["--print", "sysroot"]))?;
    let targets = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let places =
        [(root.to_path_buf(), "/source"), (home, "/cargo"), (PathBuf::from(sysroot.trim()), "/rust"), (targets.clone(), "/target")];
    let mapped = |flag: &str| places.iter().map(|(from, to)| format!("{flag}={}={to}", from.display())).collect::<Vec<_>>();
    let mut flags = vec!["-Ctarget-feature=+crt-static".to_owned()];
    flags.extend(mapped("--remap-path-prefix"));
    // Separated as cargo wants it, so that folders may have spaces in their names.
    let flags = flags.join("\u{1f}");
    run(Command::new("cargo")
        .args(["build", "--locked", "--package", "materiel", "--target", target, "--profile", profile])
        .current_dir(root)
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .env("CFLAGS", mapped("-ffile-prefix-map").join(" "))
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        .env("SOURCE_DATE_EPOCH", epoch))?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(targets.join(target).join(folder).join("materiel"))
}

fn executable(path: &Path, bytes: &[u8]) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    written(path, bytes)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(|error| format!("{}: {error}", path.display()))
}

/// The files as they lie on a system.
fn stage(program: &Path, tree: &Path, target: &str, epoch: &str) -> Result<(), String> {
    let read = |path: PathBuf| std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
    executable(&tree.join("usr/bin/materiel"), &read(program.to_path_buf())?)?;
    let share = tree.join("usr/share");
    let shells = [
        ("bash", "bash-completion/completions/materiel"),
        ("zsh", "zsh/vendor-completions/_materiel"),
        ("fish", "fish/vendor_completions.d/materiel.fish"),
    ];
    for (shell, place) in shells {
        written(&share.join(place), run(Command::new(program).args(["completions", shell]))?.as_bytes())?;
    }
    let pages = share.join("man/man1");
    run(Command::new(program).arg("manual").arg("--to").arg(&pages))?;
    for page in std::fs::read_dir(&pages).map_err(|error| error.to_string())? {
        run(Command::new("gzip").args(["-9", "-n"]).arg(page.map_err(|error| error.to_string())?.path()))?;
    }
    let docs = share.join("doc/materiel");
    for file in ["NOTICE", "LICENSE", "README.md", "CHANGELOG.md"] {
        written(&docs.join(file), &read(root().join(file))?)?;
    }
    let (bill, licences) = bill::of(target, epoch)?;
    written(&docs.join("materiel.cdx.json"), bill.as_bytes())?;
    written(&docs.join("copyright"), licences.as_bytes())
}

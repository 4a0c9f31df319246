//! The program `materiel`.

/// What is read is many small pieces that live for a page or a sentence.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    materiel_app::run()
}

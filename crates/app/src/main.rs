//! The program `materiel`.

fn main() -> std::process::ExitCode {
    materiel_app::run()
}

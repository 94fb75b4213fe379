//! Files: managed, seeded, merged.

use super::scene::{Scene, address};
use crate::model::*;
use crate::plan::body_to_write;

fn file(ownership: Ownership, known: Option<&str>, rendered: Option<&str>, there: Option<&str>) -> Scene {
    let text = |text: &str| Value::from(text).to_json();
    let mut scene = Scene::new();
    if let Some(rendered) = rendered {
        scene = scene.resource("file:ci.yml", &text(rendered), |resource| resource.with_ownership(ownership));
    }
    if let Some(known) = known {
        scene = scene.known_with("file:ci.yml", &text(known), |mut known| {
            known.class = ResourceClass::File;
            known.ownership = Some(ownership);
            known
        });
    }
    match there {
        Some("") => scene.absent("file:ci.yml"),
        Some(there) => scene.present("file:ci.yml", &text(there)),
        None => scene,
    }
}

#[test]
fn a_managed_file_is_ours() {
    use Ownership::Managed;
    assert_eq!(file(Managed, None, Some("a"), None).told(), ["file:ci.yml Create New"]);
    let drift = file(Managed, Some("a"), Some("a"), Some("b"));
    assert_eq!(drift.told(), ["file:ci.yml Update Drift", r#"   Drift "b" -> "a""#]);
    assert_eq!(file(Managed, Some("a"), Some("a"), Some("")).told(), ["file:ci.yml Create DeletedOutside"]);
    assert_eq!(file(Managed, Some("a"), None, Some("b")).told(), ["file:ci.yml Delete NoLongerRendered"]);
    assert_eq!(file(Managed, None, Some("a"), Some("b")).told()[0], "file:ci.yml NoOp ExistsUnmanaged");
}

#[test]
fn a_seeded_file_is_the_teams_once_created() {
    use Ownership::Seeded;
    assert_eq!(file(Seeded, None, Some("a"), Some("")).told(), ["file:ci.yml Create New"]);
    for (rendered, there) in [("a", Some("b")), ("new", None), ("new", Some("a")), ("new", Some("")), ("a", Some(""))] {
        let scene = file(Seeded, Some("a"), Some(rendered), there);
        assert_eq!(scene.told(), Vec::<String>::new(), "{rendered} {there:?}");
        assert_eq!(scene.plan().summary.unchanged, 1);
    }
    assert_eq!(file(Seeded, None, Some("a"), Some("theirs")).told(), Vec::<String>::new());
    assert_eq!(file(Seeded, Some("a"), None, None).told(), ["file:ci.yml Forget OwnedByTeam"]);
}

#[test]
fn a_merged_file_is_written_by_both() {
    use Ownership::Merged;
    let (base, new, edited) = ("a\nb\nc\n", "a\nb\nC\n", "A\nb\nc\n");
    for there in [None, Some(base), Some(edited), Some("")] {
        assert_eq!(file(Merged, Some(base), Some(base), there).told(), Vec::<String>::new(), "{there:?}");
    }
    for there in [None, Some(base)] {
        let scene = file(Merged, Some(base), Some(new), there);
        assert_eq!(scene.told(), ["file:ci.yml Update Changed", r#"   Intent "a\nb\nc\n" -> "a\nb\nC\n""#]);
    }
    let both = file(Merged, Some(base), Some(new), Some(edited));
    assert_eq!(both.told(), ["file:ci.yml Update Changed", r#"   Intent "A\nb\nc\n" -> "A\nb\nC\n""#]);
    let (plan, resource) = (both.plan(), &both.rendered.resources[&address("file:ci.yml")]);
    assert_eq!(body_to_write(plan.changes.first(), resource), Value::from("A\nb\nC\n"));
    assert_eq!(plan.changes[0].after, Some(resource.digest), "the base of the next merge is what was rendered");
    assert_eq!(file(Merged, Some(base), Some(new), Some("")).told(), Vec::<String>::new(), "it stays deleted");
    assert_eq!(file(Merged, Some(base), Some(new), Some(new)).told(), ["file:ci.yml Read Changed"]);
    assert_eq!(file(Merged, Some(base), Some(new), Some("A\nb\nC\n")).told(), ["file:ci.yml Read Changed"]);
}

#[test]
fn a_conflict_is_told_by_line() {
    let scene = file(Ownership::Merged, Some("a\nb\n"), Some("a\nours\n"), Some("new\na\ntheirs\n"));
    assert_eq!(
        scene.told()[2],
        "BLOCKED plan.blocked ci.yml was changed by the golden path and by the team at the same place: line 3"
    );
    let lines = |base: &str, ours: &str, theirs: &str| {
        let told = file(Ownership::Merged, Some(base), Some(ours), Some(theirs)).told().pop().unwrap();
        told.rsplit_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(lines("a\nb\nc\n", "A\nb\nC\n", "x\nb\ny\n"), "lines 1, 3");
    assert_eq!(lines("a\nb\n", "A\nb\n", "x\ny\nb\n"), "lines 1–2");
}

#[test]
fn a_merged_file_goes_only_as_we_wrote_it() {
    use Ownership::Merged;
    assert_eq!(file(Merged, Some("a"), None, Some("a")).told(), ["file:ci.yml Delete NoLongerRendered"]);
    assert_eq!(file(Merged, Some("a"), None, Some("b")).told(), ["file:ci.yml Forget OwnedByTeam"]);
}

#[test]
fn adopting_a_merged_file_keeps_what_the_team_has() {
    let scene = file(Ownership::Merged, None, Some("ours"), Some("theirs"));
    assert_eq!(scene.told()[0], "file:ci.yml NoOp ExistsUnmanaged");
    let adopted = scene.asked(|ask| ask.adopt.push(address("file:ci.yml")));
    assert_eq!(adopted.told(), ["file:ci.yml Import Requested"]);
}

/// A file whose text waits for an output, and the database that gives it.
fn reading(ownership: Ownership, database: &str) -> Scene {
    let output = UnknownPart::Output { address: address("db"), output: "host".into() };
    let parts = vec![UnknownPart::Literal("host=".into()), output, UnknownPart::Literal("\nlast\n".into())];
    let text = Value::from(Unknown { parts }).to_json();
    Scene::new()
        .resource("db", database, super::scene::declares("host"))
        .known_with("db", "1", |known| known.with_output(super::scene::name("host"), "new".into()))
        .resource("file:db.env", &text, |resource| {
            resource.with_ownership(ownership).with_dependencies(vec![address("db")])
        })
}

fn written(scene: Scene, ownership: Ownership, text: &str) -> Scene {
    scene.known_with("file:db.env", &Value::from(text).to_json(), |mut known| {
        (known.class, known.ownership) = (ResourceClass::File, Some(ownership));
        known.depends_on = vec![address("db")];
        known
    })
}

#[test]
fn a_file_is_filled_with_what_is_known() {
    use Ownership::{Managed, Merged, Seeded};
    for ownership in [Managed, Merged, Seeded] {
        assert_eq!(reading(ownership, "1").told(), ["file:db.env Create New"]);
        let same = written(reading(ownership, "1"), ownership, "host=new\nlast\n");
        assert_eq!(same.told(), Vec::<String>::new(), "{ownership:?}");
    }
    let changed = r#"   Intent "host=old\nlast\n" -> "host=new\nlast\n""#;
    for ownership in [Managed, Merged] {
        let old = written(reading(ownership, "1"), ownership, "host=old\nlast\n");
        assert_eq!(old.told(), ["file:db.env Update Changed", changed]);
    }
    let edited =
        written(reading(Merged, "1"), Merged, "host=old\nlast\n").present("file:db.env", r#""host=old\nlast\nmine\n""#);
    assert_eq!(edited.told()[1], r#"   Intent "host=old\nlast\nmine\n" -> "host=new\nlast\nmine\n""#);
}

#[test]
fn a_merged_file_waits_until_its_text_is_known() {
    use Ownership::{Managed, Merged};
    let scene =
        written(reading(Merged, "2"), Merged, "host=old\nlast\n").present("file:db.env", r#""host=old\nlast\nmine\n""#);
    let told = scene.told();
    assert_eq!(told[0], "file:db.env NoOp Deferred");
    assert!(told[1].starts_with(r#"   UnknownOnly "host=old\nlast\nmine\n" -> {"$unknown":"#), "{told:?}");
    assert_eq!(scene.steps(), ["0 db Update"]);
    assert!(scene.plan().is_applicable());
    assert_eq!(scene.plan().deferred().count(), 1);
    // One of ours alone is written in the same apply.
    assert_eq!(
        written(reading(Managed, "2"), Managed, "host=old\nlast\n").steps(),
        ["0 db Update", "1 file:db.env Update after 0"]
    );
}

//! What is rendered at all, and how often.

use super::*;

const SHAPES: &str = r#"
parameters:
  type: object
  properties:
    on: {type: boolean, default: true}
    queues: {type: object, additionalProperties: {type: object}, default: {}}
    hosts: {type: array, items: {type: string}, default: []}
resources:
  - {id: plain, target: kubernetes, when: "${{ parameters.on }}", body: {kind: A}}
  - {id: bare, target: kubernetes, when: "${{ not parameters.on }}", body: {kind: B}}
  - id: queue
    target: kubernetes
    each: "${{ parameters.queues }}"
    when: "${{ each.value.on | default(true) }}"
    dependsOn: [plain, host]
    body: {kind: Queue, name: "${{ each.key }}", size: "${{ each.value.size | default(1) }}"}
  - {id: host, target: kubernetes, each: "${{ parameters.hosts }}", body: {kind: Host, name: "${{ each.value }}"}}
  - {id: last, target: kubernetes, dependsOn: [queue.a, bare], body: {kind: Last}}
"#;

#[test]
fn when_and_each_decide_what_is_rendered() {
    let follow = "parameters: {queues: {a: {size: 2}, b: {on: false}, c: {}}, hosts: [x, y]}";
    let rendered = Fixture::new(SHAPES, follow).rendered("staging");
    let expected = ["host.x", "host.y", "last", "plain", "queue.a", "queue.c"];
    assert_eq!(ids(&rendered), expected.map(|id| format!("kubernetes/{id}")));
    assert_eq!(resource(&rendered, "cart/staging/kubernetes/queue.a").body.get("size"), Some(&Value::Integer(2)));
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/queue.a"), ["host.x", "host.y", "plain"]);
    // What is not rendered here needs not be there before.
    assert_eq!(needs(&rendered, "cart/staging/kubernetes/last"), ["queue.a"]);
}

#[test]
fn what_each_instance_reads_comes_from_its_own_entry() {
    let follow = "parameters: {queues: {a: {size: 2},\n    b: {size: 3}}}";
    let rendered = Fixture::new(SHAPES, follow).rendered("staging");
    let line = |id: &str, key: &str| {
        let resource = resource(&rendered, &format!("cart/staging/kubernetes/{id}"));
        let leaf = resource.body.as_map().unwrap().keys().position(|other| &**other == key).unwrap();
        let origin = rendered.origins.get(resource.origins[leaf]).unwrap();
        let read = rendered.origins.get(origin.reads[0]).unwrap();
        read.place.as_ref().unwrap().line
    };
    assert_eq!(line("queue.b", "size"), line("queue.a", "size") + 1);
}

#[test]
fn what_is_wrong_with_when_and_each() {
    let says = |follow: &str, resource: &str| {
        let spec = format!("{}{resource}\n", SHAPES.trim_end_matches('\n').to_owned() + "\n  - ");
        Fixture::new(&spec, follow).says("staging")
    };
    let said = [
        says("", "{id: x, target: kubernetes, when: \"${{ parameters.queues }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ 3 }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ [1] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ ['a b'] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, each: \"${{ ['a', 'a'] }}\", body: {}}"),
        says("", "{id: x, target: kubernetes, body: {a: \"${{ each.key }}\"}}"),
        says("", "{id: x, target: kubernetes, dependsOn: [plan], body: {}}"),
        says("", "{id: x, target: kubernets, body: {}}"),
        says("", "{id: x, target: kubernetes, body: {\"${{ 'a' }}\": 1, a: 2}}"),
        says(
            "",
            "{id: x, target: kubernetes, body: {a: \"${{ parameters.hosts }} \", b: \"${{ parameters.on - 1 }}\"}}",
        ),
        says(
            "",
            "{id: x, target: kubernetes, dependsOn: [y], body: {}}\n  - {id: y, target: kubernetes, dependsOn: [x], body: {}}",
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_template_that_is_not_rendered_is_not_held_against_a_missing_target() {
    let spec = "resources: [{id: a, target: grafana, when: \"${{ environment.name == 'production' }}\", body: {}}]";
    assert!(ids(&Fixture::new(spec, "").rendered("staging")).is_empty());
    assert!(
        Fixture::new(spec, "").says("production").contains("`a` goes to `grafana`, which is no target of production")
    );
}

# Every container has a memory limit, so that a leak ends one pod and not its neighbours.
package shop.memory

import rego.v1

deny contains message if {
	some address, resource in input.resources
	some container in resource.body.spec.template.spec.containers
	not container.resources.limits.memory
	message := sprintf("%s: container %s has no memory limit", [address, container.name])
}

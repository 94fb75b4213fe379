# Every container runs an image that is named by its digest: a tag can move, a digest cannot.
package shop.images

import rego.v1

deny contains message if {
	some address, resource in input.resources
	some container in resource.body.spec.template.spec.containers
	not contains(container.image, "@sha256:")
	message := sprintf("%s: image %s is not named by its digest", [address, container.image])
}

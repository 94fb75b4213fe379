"""What takes the wheel, and what refuses it."""

from importlib.metadata import distribution

from packaging import tags


def test_free_threaded_interpreters_refuse_it_and_others_take_it():
    lines = (distribution("platform-core").read_text("WHEEL") or "").splitlines()
    ours = {one for line in lines if line.startswith("Tag: ") for one in tags.parse_tag(line.removeprefix("Tag: "))}
    assert ours and all(one.interpreter == "cp310" and one.abi == "abi3" for one in ours)
    platforms = sorted({one.platform for one in ours})

    def taken(version, abi):
        return not ours.isdisjoint(tags.cpython_tags(version, abis=[abi], platforms=platforms))

    assert taken((3, 10), "cp310") and taken((3, 14), "cp314")
    assert not taken((3, 14), "cp314t") and not taken((3, 9), "cp39")

"""Files in the vault are unreadable without the key, found by content, and never half written."""

from pathlib import Path

import pytest

from storage.vault import MissingFileError, Vault, WrongKeyError, digest_of

KEY = "a key for tests only"
SOUND = b"OggS and what follows"


def the_path(folder: Path) -> Path:
    (path,) = (one for one in folder.rglob("*") if one.is_file() and one.name != "key-check")
    return path


class TestVault:
    def test_content_comes_back_by_its_digest_in_another_process(self, tmp_path: Path) -> None:
        Vault(tmp_path, KEY).put(SOUND)

        assert Vault(tmp_path, KEY).get(digest_of(SOUND)) == SOUND

    def test_nothing_of_it_can_be_read_without_the_key(self, tmp_path: Path) -> None:
        Vault(tmp_path, KEY).put(SOUND)

        path = the_path(tmp_path)
        assert SOUND[:4] not in path.read_bytes()
        assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)

    def test_same_content_is_encrypted_differently_each_time(self, tmp_path: Path) -> None:
        sealed = []
        for name in ("one", "other"):
            Vault(tmp_path / name, KEY).put(SOUND)
            sealed.append(the_path(tmp_path / name).read_bytes())

        assert sealed[0] != sealed[1]

    def test_content_put_twice_is_kept_once(self, tmp_path: Path) -> None:
        vault = Vault(tmp_path, KEY)
        vault.put(SOUND)
        before = the_path(tmp_path).read_bytes()
        vault.put(SOUND)

        assert the_path(tmp_path).read_bytes() == before

    @pytest.mark.parametrize("act", [lambda v: v.put(b"new"), lambda v: v.get(digest_of(SOUND))])
    def test_another_key_is_told_clearly_and_writes_nothing(self, tmp_path: Path, act) -> None:  # type: ignore[no-untyped-def]
        Vault(tmp_path, KEY).put(SOUND)
        before = sorted(tmp_path.rglob("*"))

        with pytest.raises(WrongKeyError, match="kept with another key: set MEDIA_KEY"):
            act(Vault(tmp_path, "another key"))

        assert sorted(tmp_path.rglob("*")) == before

    def test_damaged_file_is_missing_rather_than_wrong(self, tmp_path: Path) -> None:
        vault = Vault(tmp_path, KEY)
        vault.put(SOUND)
        sealed = bytearray(the_path(tmp_path).read_bytes())
        sealed[-1] ^= 1
        the_path(tmp_path).write_bytes(sealed)

        with pytest.raises(MissingFileError):
            vault.get(digest_of(SOUND))

    def test_file_that_took_another_s_place_is_missing(self, tmp_path: Path) -> None:
        vault = Vault(tmp_path, KEY)
        vault.put(SOUND)
        mine = the_path(tmp_path)
        stolen = tmp_path / digest_of(b"other")[:2] / digest_of(b"other")[2:]
        stolen.parent.mkdir(exist_ok=True)
        mine.rename(stolen)

        with pytest.raises(MissingFileError):
            vault.get(digest_of(b"other"))

    @pytest.mark.parametrize("left", [b"", b"\x01short"])
    def test_cut_off_file_is_missing(self, tmp_path: Path, left: bytes) -> None:
        vault = Vault(tmp_path, KEY)
        vault.put(SOUND)
        the_path(tmp_path).write_bytes(left)

        with pytest.raises(MissingFileError):
            vault.get(digest_of(SOUND))

    def test_dropped_content_is_gone_and_may_be_dropped_again(self, tmp_path: Path) -> None:
        vault = Vault(tmp_path, KEY)
        vault.put(SOUND)
        vault.drop(digest_of(SOUND))
        vault.drop(digest_of(SOUND))

        with pytest.raises(MissingFileError):
            vault.get(digest_of(SOUND))

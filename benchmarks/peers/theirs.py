"""What is measured of the peers: a function per call that imports the peer and returns what to call; no import of ours."""

import contextlib
import io
import warnings

import numpy as np

K = 5
NEIGHBOURS = 20
PROBES = 100
DRAWS, DRAWN = 100, 500


def prdc():
    """Prdc: precision, recall, density and coverage."""
    from prdc import compute_prdc

    def run(people, personas, jobs):
        with contextlib.redirect_stdout(io.StringIO()):
            found = compute_prdc(real_features=people, fake_features=personas, nearest_k=K)
        return {name: float(value) for name, value in found.items()}

    return run


def skdim():
    """scikit-dimension: the maximum-likelihood estimate of each point, and their median."""
    from skdim.id import MLE

    def run(points, jobs):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = MLE().fit(points, n_neighbors=NEIGHBOURS, comb="median", n_jobs=jobs)
        return {"median": float(found.dimension_)}

    return run


def neighbours():
    """scikit-learn: LID from the distances of NearestNeighbors, as a page of its user guide would have it."""
    from sklearn.neighbors import NearestNeighbors

    def run(points, jobs):
        near = NearestNeighbors(n_neighbors=NEIGHBOURS, n_jobs=jobs).fit(points).kneighbors()[0]
        return {"median": float(np.median(-1 / np.log(near[:, :-1] / near[:, -1:]).mean(axis=1)))}

    return run


def dadapy():
    """DADApy: the intrinsic dimension from the two nearest neighbours, by its own search for them."""
    from dadapy import Data

    def run(points, jobs):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = Data(points, verbose=False, n_jobs=jobs)
            data.compute_distances(maxk=NEIGHBOURS)
            return {"dimension": float(data.compute_id_2NN(algorithm="base")[0])}

    return run


def pyclustertend():
    """Pyclustertend: the Hopkins statistic, whose direction is opposite to ours."""
    from pyclustertend import hopkins

    def run(answers, jobs):
        np.random.seed(0)  # noqa: NPY002 - the only seed that it knows
        return {"statistic": 1 - float(hopkins(answers, PROBES))}

    return run


def vendi_kernel():
    """vendi-score: of a table of similarities, which scikit-learn makes."""
    from sklearn.metrics.pairwise import rbf_kernel
    from vendi_score.vendi import score_K

    def run(points, scale, jobs):
        return {"vendi": float(score_K(rbf_kernel(points, gamma=1 / (2 * float(scale) ** 2))))}

    return run


def vendi_cosine():
    """vendi-score: of cosines, by the smaller of both tables, which its page names for many points."""
    from vendi_score.vendi import score_dual

    def run(points, jobs):
        return {"vendi": float(score_dual(points))}

    return run


def alpha():
    """Pingouin: Cronbach's alpha of each trait; the table is a frame already."""
    import pandas as pd
    from pingouin import cronbach_alpha

    def run(answers, keys, jobs):
        found = {}
        for trait, signs in enumerate(keys):
            items = np.flatnonzero(signs)
            keyed = np.where(signs[items] > 0, answers[:, items], 6 - answers[:, items])
            found[str(trait)] = float(cronbach_alpha(pd.DataFrame(keyed), nan_policy="listwise")[0])
        return found

    return run


def icc():
    """Pingouin: the intraclass correlation ICC(1,1) of the first item."""
    import pandas as pd
    from pingouin import intraclass_corr

    def run(repeats, jobs):
        count, size, _ = repeats.shape
        frame = pd.DataFrame(
            {
                "persona": np.tile(np.arange(size), count),
                "repeat": np.repeat(np.arange(count), size),
                "answer": repeats[:, :, 0].ravel(),
            }
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = intraclass_corr(frame, targets="persona", raters="repeat", ratings="answer")
        return {"icc": float(found["ICC"].iloc[0])}

    return run


def diversity():
    """Diversity: the compression ratio of texts."""
    from diversity import compression_ratio

    def run(texts, jobs):
        return {"ratio": float(compression_ratio(texts, "gzip"))}

    return run


def loop():
    """A loop over scikit-learn: coverage, density, precision and recall in 100 draws of 500, and their means."""
    from sklearn.neighbors import NearestNeighbors

    def run(people, personas, jobs):
        rng, found = np.random.default_rng(0), []
        for _ in range(DRAWS):
            ours = personas[rng.choice(len(personas), DRAWN, replace=False)]
            theirs = people[rng.choice(len(people), DRAWN, replace=False)]
            found.append(overlap(NearestNeighbors, ours, theirs, jobs))
        return dict(zip(("coverage", "density", "precision", "recall"), np.mean(found, axis=0).tolist(), strict=True))

    return run


def overlap(search, personas, people, jobs):
    """The four numbers of one draw, from distances that scikit-learn's search has."""
    of_personas, of_people = (search(n_neighbors=K, n_jobs=jobs).fit(one) for one in (personas, people))
    radius_of_people = of_people.kneighbors()[0][:, -1]
    radius_of_personas = of_personas.kneighbors()[0][:, -1]
    distance, nearest = of_people.kneighbors(personas, n_neighbors=len(people))
    inside = np.zeros(distance.shape, dtype=bool)
    np.put_along_axis(inside, nearest, distance <= radius_of_people[nearest], axis=1)
    to_personas, which = of_personas.kneighbors(people, n_neighbors=len(personas))
    reached = (to_personas <= radius_of_personas[which]).any(axis=1)
    return (
        inside.any(axis=0).mean(),
        inside.sum() / (K * len(personas)),
        inside.any(axis=1).mean(),
        reached.mean(),
    )

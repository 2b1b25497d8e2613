"""The numbers of fidelity to trait labels, as the register has them."""

from persona_collapse.results.number import ANY, SHARE, UP, Change, Number

LABEL_NUMBERS = (
    Number(
        name="rho",
        label="rho",
        axis="fidelity",
        needs="labels",
        range=(-1.0, 1.0),
        unit="correlation",
        better="people",
        interval="jackknife",
        change=Change(
            "{b} follows its trait labels {way} than {a}, by {by} of rank correlation",
            more="more closely",
            less="less closely",
        ),
        allowed="rho_ceiling",
        allowed_is="ceiling",
    ),
    Number(
        name="d",
        label="d",
        axis="fidelity",
        needs="labels",
        range=ANY,
        unit="SDs within labels",
        better="people",
        interval="jackknife",
        change=Change(
            "High and Low personas are {by} SDs {way} in {b} than in {a}", more="farther apart", less="less far apart"
        ),
        allowed="d_reference",
    ),
    Number(
        name="caricature",
        label="caricature (d / people's)",
        axis="fidelity",
        needs="labels",
        range=ANY,
        unit="ratio to people",
        better="people",
        interval="jackknife",
    ),
    Number(
        name="within_level_sd_ratio",
        label="sd within labels",
        axis="fidelity",
        needs="labels",
        range=UP,
        unit="ratio to people",
        better="people",
        allowed="within_level_sd_ratio_perfect",
        allowed_is="perfect labels",
    ),
    Number(
        name="trapped",
        label="trapped, all traits together",
        axis="fidelity",
        needs="labels",
        range=SHARE,
        unit="yes or no",
        better="lower",
    ),
    Number(
        name="trapped_traits",
        label="trapped traits, each alone",
        axis="fidelity",
        needs="labels",
        range=UP,
        unit="count",
        better="lower",
    ),
)

(** Preparation in the toy theory: the uniform distribution on the states with the known values is what is left when
    systems about which nothing is known are measured, and these are the outcomes.

    docs/proof.md, "Proof of the theorem", item "Preparation". No quantum theory here. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import phase_space syntax toy.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Preparation.
Variables (R : finComUnitRingType) (K : fieldType) (n : nat).
Hypothesis card_K : #|R|%:R != 0 :> K.
Notation distribution := {ffun point R n -> K}.
Implicit Types (mu nu : distribution) (m a : point R n) (f : point R n) (k : 'I_n) (known : seq (point R n * R)).

Lemma sum_share (c : K) : \sum_(t : R) share R K * c = c.
Proof. by rewrite sumr_const -mulr_natl mulrA mulfV ?mul1r. Qed.

(** Known variables measured one after the other. *)
Definition all_measured known mu : distribution := foldr (fun g => measured g.1 g.2) mu known.

Definition invariant_under a mu := forall t m, mu (m + t *: a) = mu m.

Lemma move_displacement a mu m : move (fun m => m + a) mu m = mu (m - a).
Proof. by rewrite ffunE (big_pred1 (m - a)) // => m' /=; rewrite eq_sym -subr_eq eq_sym. Qed.

Lemma measuredE f v mu m : invariant_under (flow f) mu -> measured f v mu m = keep (fun m => value f m == v) mu m.
Proof.
move=> mu_f; rewrite /measured sum_ffunE -[RHS]sum_share; apply: eq_bigr => t _.
rewrite ffunE move_displacement !ffunE -scaleNr mu_f valueD valueZ value_flow bracket_self mulr0 addr0.
by [].
Qed.

Lemma all_measuredE known mu :
    commuting (unzip1 known) -> (forall f, f \in unzip1 known -> invariant_under (flow f) mu) ->
  all_measured known mu = keep (agrees known) mu.
Proof.
move=> /allP comm inv; have {comm} comm f g : f \in unzip1 known -> g \in unzip1 known -> bracket f g = 0.
  by move=> /comm /allP fP /fP /eqP.
suff tail done : {subset unzip1 done <= unzip1 known} -> all_measured done mu = keep (agrees done) mu by exact: tail.
elim: done => /= [|[f v] done IH] sub; apply/ffunP => m; first by rewrite ffunE.
have f_known : f \in unzip1 known by apply: sub; rewrite inE eqxx.
have sub' : {subset unzip1 done <= unzip1 known} by move=> g g_done; apply: sub; rewrite inE g_done orbT.
rewrite /= IH // measuredE => [|t m']; rewrite !ffunE /=.
  by case: (value f m == v).
rewrite inv //; congr (if _ then _ else _); apply: eq_in_all => -[g w] g_done /=.
by rewrite valueD valueZ value_flow comm ?mulr0 ?addr0 //; apply: sub'; apply: map_f g_done.
Qed.

(** After a system is forgotten, its coordinates do not matter. *)
Lemma sum_if_eq (c : R) (b : bool) (z : K) : \sum_(t : R) (if b && (t == c) then z else 0) = if b then z else 0.
Proof. by case: b => /=; [rewrite -big_mkcond (big_pred1 c) | rewrite big1]. Qed.

Lemma agree_sym k (x y : labels R n) : agree_off k x y = agree_off k y x.
Proof. by apply: eq_forallb => i; rewrite [x 0 i == _]eq_sym. Qed.

Lemma forgetE k mu m :
  forget k mu m = share R K * share R K * \sum_q \sum_p mu (put_system k q p m).
Proof.
transitivity (share R K * share R K * \sum_(m' | agree_off k m'.1 m.1 && agree_off k m'.2 m.2) mu m').
  rewrite /forget sum_ffunE.
  under eq_bigr => q _.
    rewrite sum_ffunE.
    under eq_bigr => p _ do rewrite !ffunE big_mkcond.
    rewrite -mulr_sumr exchange_big /=; over.
  rewrite -mulr_sumr exchange_big /= [in RHS]big_mkcond; congr (_ * _); apply: eq_bigr => m' _.
  set b1 := agree_off k m'.1 m.1; set b2 := agree_off k m'.2 m.2.
  rewrite -(sum_if_eq (m.1 0 k)); apply: eq_bigr => q _.
  transitivity (\sum_(p : R) (if (b1 && b2 && (q == m.1 0 k)) && (p == m.2 0 k) then mu m' else 0)); last by rewrite sum_if_eq.
  apply: eq_bigr => p _; congr (if _ then _ else _).
  rewrite -[put_system k q p m' == m]/((put k q m'.1 == m.1) && (put k p m'.2 == m.2)) !put_eq.
  by rewrite -/b1 -/b2; case: b1; case: b2; case: eqP.
congr (_ * _); case: m => mq mp /=.
transitivity (\sum_(q' | agree_off k mq q') \sum_(p' | agree_off k mp p') mu (q', p')).
  rewrite pair_big; apply: eq_big => [[q' p']|[q' p'] _] //=.
  by rewrite (agree_sym k q') (agree_sym k p').
by rewrite sum_agree; apply: eq_bigr => q _; rewrite sum_agree.
Qed.

(** The coordinates of forgotten systems do not matter. *)
Lemma forget_all_same systems mu m m' :
    (forall k, k \notin systems -> m.1 0 k = m'.1 0 k /\ m.2 0 k = m'.2 0 k) ->
  forget_all systems mu m = forget_all systems mu m'.
Proof.
elim: systems m m' => [|k systems IH] m m' same /=.
  congr (mu _); apply: eq_point; apply/rowP => k; by case: (same k isT).
rewrite !forgetE; congr (_ * _); apply: eq_bigr => q _; apply: eq_bigr => p _; apply: IH => i i_out.
rewrite /= !putE; case: eqP => // /eqP ik; apply: same.
by rewrite inE negb_or ik.
Qed.

Lemma supported_invariant systems f mu : supported systems f -> invariant_under (flow f) (forget_all systems mu).
Proof.
move=> /forallP fP t m; apply: forget_all_same => k k_out; move: (fP k); rewrite k_out /= => /andP[/eqP f1 /eqP f2].
by rewrite !mxE f1 f2 oppr0 !mulr0 !addr0.
Qed.

(** What is prepared is what is measured, on systems that were forgotten first. *)
Theorem prepared_by_measuring systems known mu :
    all (supported systems) (unzip1 known) -> commuting (unzip1 known) ->
  prepared systems known mu
  = scaled (total (all_measured known (unknown R K n)))^-1 (all_measured known (forget_all systems mu)).
Proof.
move=> /allP support comm; rewrite !all_measuredE // => f f_known; first exact: supported_invariant (support f f_known).
by move=> t m; rewrite !ffunE.
Qed.
End Preparation.

(** The weighted lists of programs.v are the distributions of toy.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Coq Require BinNums BinNat.
From Toy Require Import phase_space preparation reading.
From Toy Require named_maps syntax toy programs.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Executable.
Variables (d n' : nat).
Hypothesis d_gt1 : (1 < d)%N.
Notation n := n'.+1.
Notation R := [finComUnitRingType of 'Z_d].
Notation K := [fieldType of rat].
Notation point_of := (point_of d n').
Notation system := (@system n').
Implicit Types (j k : nat) (w : programs.weighted) (st : programs.state).

(** ** Lists of ontic states are distributions *)
Notation distribution := {ffun point R n -> K}.
Notation number := (fun c : BinNums.N => (nat_of_bin c)%:R : K).

Definition distribution_of w : distribution :=
  [ffun m => fraction w.1 * \sum_(s <- w.2) (if point_of s.2 == m then number s.1 else 0)].

Lemma fraction_mul a b q : fraction (BinNat.N.mul a q.1, BinNat.N.mul b q.2) = fraction (a, b) * fraction q.
Proof. by rewrite /fraction /= !nat_of_mul_bin !natrM invfM mulrACA. Qed.

Lemma distribution_times a b w :
  distribution_of (programs.times_fraction a b w) = toy.scaled (fraction (a, b)) (distribution_of w).
Proof. by apply/ffunP => m; rewrite !ffunE mulrA -fraction_mul. Qed.

Lemma distribution_kept property (property' : pred programs.state) w :
    (forall st, property' st = property (point_of st)) ->
  distribution_of (programs.kept property' w) = toy.keep property (distribution_of w).
Proof.
move=> same; apply/ffunP => m; rewrite !ffunE /= big_filter big_mkcond /=.
case: ifP => pm; [congr (_ * _) | rewrite -[RHS](mulr0 (fraction w.1)); congr (_ * _); rewrite big1 //=].
  by apply: eq_bigr => s _; rewrite same; case: eqP => [->|]; rewrite ?pm //; case: ifP.
by move=> s _; rewrite same; case: eqP => [->|]; rewrite ?pm //; case: ifP.
Qed.

Lemma distribution_spread (moves : seq (BinNums.N * (programs.state -> programs.state))) w :
  distribution_of (programs.spread moves w) =
  \sum_(c <- moves) toy.scaled (number c.1) (distribution_of (programs.moved c.2 w)).
Proof.
apply/ffunP => m; rewrite sum_ffunE !ffunE /= big_flatten big_map mulr_sumr; apply: eq_bigr => c _.
rewrite !ffunE mulrCA !big_map /=; congr (_ * _); rewrite mulr_sumr; apply: eq_bigr => s _ /=.
by case: eqP => _; rewrite ?mulr0 // nat_of_mul_bin natrM.
Qed.

Lemma distribution_moved g (g' : programs.state -> programs.state) w :
    (forall st, point_of (g' st) = g (point_of st)) ->
  distribution_of (programs.moved g' w) = toy.move g (distribution_of w).
Proof.
move=> same; apply/ffunP => m; rewrite !ffunE /= big_map.
under [RHS]eq_bigr => m' _ do rewrite ffunE.
rewrite -mulr_sumr exchange_big /=; congr (_ * _); apply: eq_bigr => s _ /=; rewrite same.
rewrite -big_mkcondr /=; case: eqP => [gm|gm]; last first.
  by rewrite big_pred0 // => m'; apply/negP => /andP[/eqP gm' /eqP sm]; apply: gm; rewrite sm.
rewrite (big_pred1 (point_of s.2)) // => m' /=.
by rewrite [point_of s.2 == _]eq_sym; case: (eqVneq m' (point_of s.2)) => [-> | _]; rewrite ?andbF // andbT gm eqxx.
Qed.

Lemma share_fraction : fraction (BinNums.Npos BinNums.xH, bin_of_nat d) = toy.share R K.
Proof. by rewrite /fraction /toy.share /= bin_of_natK div1r card_ord Zp_cast. Qed.

Lemma sum_values (V : zmodType) (f : R -> V) : \sum_(t <- programs.values d) f t%:R = \sum_t f t.
Proof.
rewrite /programs.values -{1}(subn0 d) -/(index_iota 0 d) big_mkord.
have d_cast : d = (Zp_trunc d).+2 by rewrite Zp_cast.
rewrite [RHS](reindex (fun i : 'I_d => cast_ord d_cast i)) /=.
  apply: eq_bigr => i _; congr f; apply: val_inj; rewrite /= val_Zp_nat //.
  by rewrite modn_small.
by apply: onW_bij; exists (cast_ord (esym d_cast)) => i; rewrite ?cast_ordK ?cast_ordKV.
Qed.

Lemma distribution_of_d w : distribution_of (programs.of_d d w) = toy.scaled (toy.share R K) (distribution_of w).
Proof. by rewrite distribution_times share_fraction. Qed.

Lemma scaled_sum (c : K) (I : Type) (s : seq I) (mu : I -> distribution) :
  toy.scaled c (\sum_(i <- s) mu i) = \sum_(i <- s) toy.scaled c (mu i).
Proof.
by apply/ffunP => m; rewrite !ffunE !sum_ffunE mulr_sumr; apply: eq_bigr => i _; rewrite ffunE.
Qed.

Lemma scaled_one (mu : distribution) : toy.scaled (number (BinNums.Npos BinNums.xH)) mu = mu.
Proof. by apply/ffunP => m; rewrite ffunE mul1r. Qed.

Lemma distribution_measured f v w :
  distribution_of (programs.measured d n f v w) = toy.measured (point_of f) v%:R (distribution_of w).
Proof.
rewrite /programs.measured distribution_of_d distribution_spread big_map scaled_sum /toy.measured -sum_values.
apply: eq_bigr => t _ /=; rewrite scaled_one; congr toy.scaled.
rewrite (@distribution_moved (fun m => m + t%:R *: flow (point_of f))) => [|st]; last first.
  by rewrite read_state_plus // read_flow // addrC.
rewrite (@distribution_kept (fun m => value (point_of f) m == v%:R)) // => st.
by rewrite -read_value // natR_eq // /programs.value_at modn_mod.
Qed.

Lemma distribution_forget k w :
  distribution_of (programs.forget d n (k %% n) w) = toy.forget (system k) (distribution_of w).
Proof.
rewrite /programs.forget !distribution_of_d distribution_spread big_flatten big_map !scaled_sum /toy.forget -sum_values.
apply: eq_bigr => q _; rewrite big_map !scaled_sum -sum_values; apply: eq_bigr => p _ /=.
rewrite scaled_one (@distribution_moved (put_system (system k) q%:R p%:R)) => [|st]; last exact: read_set_system.
by apply/ffunP => m; rewrite !ffunE mulrA.
Qed.

Lemma number_total (s : seq (BinNums.N * programs.state)) :
  number (foldr (fun s t => BinNat.N.add s.1 t) BinNums.N0 s) = \sum_(t <- s) number t.1.
Proof. by elim: s => [|s l IH] /=; rewrite ?big_nil // big_cons -IH nat_of_add_bin natrD. Qed.

Lemma total_of w : toy.total (distribution_of w) = fraction (programs.total w).
Proof.
rewrite /toy.total; under eq_bigr => m _ do rewrite ffunE.
rewrite -mulr_sumr exchange_big /=.
rewrite (eq_bigr (fun s : BinNums.N * programs.state => number s.1)) => [|s _]; last first.
  by rewrite -big_mkcond (big_pred1 (point_of s.2)) // => m; rewrite eq_sym.
by rewrite -number_total /fraction /programs.total /= nat_of_mul_bin natrM mulrAC.
Qed.

Lemma agrees_of known st :
  programs.agrees d n known st = toy.agrees [seq (point_of f.1, f.2%:R) | f <- known] (point_of st).
Proof.
rewrite /toy.agrees all_map; apply: eq_all => f /=.
by rewrite -read_value // natR_eq // /programs.value_at modn_mod.
Qed.

(** ** Start *)

Lemma total_move g (mu : distribution) : toy.total (toy.move g mu) = toy.total mu.
Proof.
rewrite /toy.total [RHS](partition_big g predT) //=; apply: eq_bigr => m _.
by rewrite ffunE.
Qed.

Lemma total_forget k (mu : distribution) : toy.total (toy.forget (system k) mu) = toy.total mu.
Proof.
have card : #|R|%:R != 0 :> K by rewrite pnatr_eq0 card_ord.
have total_sum (I : Type) (s : seq I) (nu : I -> distribution) :
    toy.total (\sum_(i <- s) nu i) = \sum_(i <- s) toy.total (nu i).
  by rewrite /toy.total exchange_big /=; apply: eq_bigr => m _; rewrite sum_ffunE.
have total_scaled c (nu : distribution) : toy.total (toy.scaled c nu) = c * toy.total nu.
  by rewrite /toy.total mulr_sumr; apply: eq_bigr => m _; rewrite ffunE.
rewrite /toy.forget total_sum (eq_bigr (fun=> toy.share R K * toy.total mu)) => [|q _]; first exact: (sum_share card).
rewrite total_sum -[RHS](sum_share card); apply: eq_bigr => p _.
by rewrite total_scaled total_move mulrA.
Qed.

Lemma all_forgotten (systems : seq nat) w :
  distribution_of (foldr (fun k => programs.forget d n (k %% n)) w systems)
  = toy.forget_all [seq system k | k <- systems] (distribution_of w).
Proof. by elim: systems => //= k systems <-; rewrite distribution_forget. Qed.

Lemma distribution_unknown : distribution_of (programs.unknown d n) = toy.unknown R K n.
Proof.
rewrite /programs.unknown; set origin := (_, [:: _]).
have -> : foldr (programs.forget d n) origin (iota 0 n) = foldr (fun k => programs.forget d n (k %% n)) origin (iota 0 n).
  have : all (fun k => k < n)%N (iota 0 n) by apply/allP => k; rewrite mem_iota.
  by elim: (iota 0 n) => //= k systems IH /andP[kn /IH ->]; rewrite modn_small.
rewrite all_forgotten; set mu := toy.forget_all _ _.
have mu_total : toy.total mu = 1.
  rewrite /mu; elim: (iota 0 n) => [|k systems IH] /=; last by rewrite total_forget.
  by rewrite total_of /fraction /= divr1.
have mu_constant m : mu m = mu 0.
  apply: forget_all_same => k; rewrite (_ : k = system k); last by apply/val_inj; rewrite /= modn_small.
  by rewrite map_f // mem_iota /=.
have N0 : #|{: point R n}|%:R != 0 :> rat.
  by rewrite pnatr_eq0 -lt0n; apply/card_gt0P; exists (0 : point R n).
have muN : mu 0 * #|{: point R n}|%:R = 1.
  by rewrite mulr_natr -mu_total /toy.total (eq_bigr _ (fun m _ => mu_constant m)) sumr_const.
by apply/ffunP => m; rewrite ffunE mu_constant -[LHS](mulfK N0) muN div1r.
Qed.

Lemma distribution_prepared systems known w :
  distribution_of (programs.prepared d n systems known w)
  = toy.prepared [seq system k | k <- systems] [seq (point_of f.1, f.2%:R) | f <- known] (distribution_of w).
Proof.
rewrite /programs.prepared distribution_times (distribution_kept _ (agrees_of known)) all_forgotten /toy.prepared.
rewrite -distribution_unknown -(distribution_kept _ (agrees_of known)) total_of.
by congr toy.scaled; rewrite /fraction invf_div.
Qed.
End Executable.
